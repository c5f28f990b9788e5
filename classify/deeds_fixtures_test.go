package classify_test

// Deeds and certificates, written by hand; nobody in them exists.

const deathText = `
Commune de Valmorte                              Acte n° 123
ACTE DE DECES
COPIE INTEGRALE

Décès de : Solène Marie VALDORE
survenu le : 12 mars 2026

Le 12 mars 2026 à 6 heures 30 minutes, est décédée en notre commune, 4 rue Basse :
Solène Marie VALDORE, née à Brissonville le 3 avril 1944, retraitée, domiciliée
12 rue Basse, 99110 Valmorte, fille de Gilles VALDORE et de Inès MONTANDRE.
Dressé le 13 mars 2026, sur la déclaration de Hugo VALDORE, qui a signé avec nous,
officier de l'état civil.

MENTIONS MARGINALES
Néant.
Copie délivrée à Valmorte le 20 mars 2026.
`

const heirsText = `
ACTE DE NOTORIETE

L'an 2026, le 8 octobre 2026, à Corbonne, Maître Octave BELGRIS, notaire à Corbonne, a reçu le présent acte.

Madame Solène Marie VALDORE, née à Brissonville le 3 avril 1944, demeurant 12 rue Basse,
est décédée à Valmorte le 12 mars 2026, ainsi qu'il résulte de la copie intégrale de l'acte de décès.

DEVOLUTION SUCCESSORALE
1°) Monsieur Gaston DUROC, né à Corbonne le 4 mai 1942, conjoint survivant, pour un quart (1/4) en pleine propriété.
2°) Monsieur Hugo VALDORE, né à Corbonne le 9 juin 1970, fils de la défunte, pour trois huitièmes (3/8) en pleine propriété.
3°) Madame Lucile VALDORE, née à Corbonne le 1er août 1973, fille de la défunte, pour trois huitièmes (3/8) en pleine propriété.

AFFIRMATION
Les ayants droit affirment avoir seuls vocation à recueillir la succession.
`

const attestedText = `
ATTESTATION DES HERITIERS
(article L. 312-1-4 du code monétaire et financier)

Nous soussignés, héritiers de Madame Solène VALDORE, décédée à Valmorte le 12 mars 2026 :

Héritier               Né le          Part      Droit
Hugo VALDORE           09/06/1970     1/2       pleine propriété
Lucile VALDORE         01/08/1973     1/2       pleine propriété

attestons :
a) qu'il n'existe pas de testament ni d'autres héritiers ;
b) qu'il n'existe pas de contrat de mariage ;
c) autoriser le porteur à percevoir les sommes ou à clôturer les comptes ;
d) qu'il n'y a ni procès ni contestation sur la qualité d'héritier ;
e) que la succession ne comporte aucun bien immobilier.

Fait à Valmorte, le 8 octobre 2026

Hugo VALDORE                      Lucile VALDORE
`

const recordBookText = `
LIVRET DE FAMILLE

EXTRAIT DE L'ACTE DE MARIAGE
Mariage célébré à Corbonne le 5 juin 1993

EPOUX
Nom :          DUROC
Prénoms :      Gaston
Né le :        4 mai 1966

EPOUSE
Nom :          VALDORE
Prénoms :      Solène
Née le :       3 avril 1968

ENFANT N° 1
Nom :          DUROC
Prénoms :      Hugo
Né le :        9 juin 1995
Délivré par l'officier de l'état civil
`

const extractText = `
Greffe du Tribunal de Commerce de Corbonne
N° de gestion 2019B00471

EXTRAIT KBIS
EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE
DU COMMERCE ET DES SOCIETES
à jour au 5 novembre 2026

IDENTIFICATION DE LA PERSONNE MORALE
Immatriculation au RCS, numéro       732 829 320 R.C.S. Corbonne
Date d'immatriculation               12/04/2019
Dénomination ou raison sociale       Garage des Moulins EURL
Forme juridique                      Société à responsabilité limitée
Capital social                       8 000,00 Euros
Adresse du siège                     4 quai des Brumes, 99710 Rochebrune
Le Greffier
`

const noticeText = `
MOULINS CREDIT SAS
Service recouvrement
99710 Rochebrune

MISE EN DEMEURE

Date :            06/11/2026
Créancier :       Moulins Crédit SAS
Débiteur :        Odette Brissac
Vous restez devoir les sommes suivantes :
Principal               1 200,00 €
Intérêts de retard         37,56 €
Total dû                1 237,56 €

Nous vous mettons en demeure de payer le total sous quinze jours. A défaut de paiement,
la déchéance du terme sera prononcée.
`

const orderText = `
TRIBUNAL JUDICIAIRE DE CORBONNE
N° RG 26/01234

REPUBLIQUE FRANCAISE
AU NOM DU PEUPLE FRANCAIS
ORDONNANCE PORTANT INJONCTION DE PAYER

Créancier :       Moulins Crédit SAS
Débiteur :        Odette Brissac

Vu la requête, ENJOIGNONS à Odette Brissac de payer à Moulins Crédit SAS la somme de 1 237,56 EUR.
Principal               1 200,00 €
Intérêts de retard         37,56 €
Total dû                1 237,56 €
Fait à Corbonne, le 6 novembre 2026

FORMULE EXECUTOIRE
EN CONSEQUENCE, LA REPUBLIQUE FRANCAISE mande et ordonne à tous commissaires de justice de mettre
la présente décision à exécution.
`

const birthText = `
MAIRIE DE CORBONNE
EXTRAIT D'ACTE DE NAISSANCE
Le 9 juin 1970 est né Hugo VALDORE, du sexe masculin, fils de Gaston VALDORE.
Délivré selon procédé informatisé, l'officier de l'état civil.
`

const marriageText = `
MAIRIE DE CORBONNE
ACTE DE MARIAGE
Le 5 juin 1993 ont comparu publiquement en la maison commune Gaston DUROC et Solène VALDORE.
Nous avons prononcé qu'ils sont unis par le mariage. L'officier de l'état civil.
`

const saleText = `
COMPROMIS DE VENTE
ENTRE le vendeur Hugo VALDORE ET l'acquéreur Odette BRISSAC.
La vente est soumise à la condition suspensive de l'obtention d'un prêt.
Prix de vente : 210 000,00 euros, payable à la signature de l'acte authentique.
`

const articlesText = `
Garage des Moulins EURL
STATUTS
Article 2 - La société a pour objet l'entretien de véhicules.
Article 4 - Le siège social est fixé 4 quai des Brumes.
Article 5 - Le capital social est fixé à 8 000 euros.
`

const employmentText = `
Garage des Moulins EURL
CONTRAT DE TRAVAIL
Entre l'employeur et le salarié, il a été convenu ce qui suit.
Période d'essai : deux mois. Durée du travail : 35 heures.
Rémunération mensuelle brute : 2 100,00 euros.
`
