package main

import (
	"fmt"
	"os"
	"time"

	"bordereau/desk"
	"bordereau/intake"
)

// deskSettings are the desk's rules that an operator may set.
type deskSettings struct {
	UndoDelay     time.Duration `help:"How long a person's decision can be undone before the document is sealed." default:"10m" group:"desk"`
	CutOff        time.Duration `help:"Time of day, after midnight in Paris, from which an entry belongs to the next business day." default:"18h" group:"desk"`
	JobLease      time.Duration `help:"How long a worker may be silent before its job is given to another." default:"30s" group:"desk"`
	TaskLease     time.Duration `help:"How long a clerk keeps a task without deciding." default:"10m" group:"desk"`
	MaxWaitingAge time.Duration `help:"Deposits are put off (503) while the oldest waiting document is older than this (0: never)." default:"0" group:"desk"`
	MinDiskFree   float64       `help:"Deposits are put off while less than this share of the disk is free." default:"0.10" group:"desk"`
	SampleShare   float64       `help:"Share of the documents that went straight through which is keyed again, blind." default:"0.01" group:"desk"`
	SampleLeast   int           `help:"Documents a day that are keyed again at least, as far as there are." default:"5" group:"desk"`
	Individual    bool          `name:"individual-figures" help:"Show supervisors what each person did. Not before the works council was consulted." group:"desk"`
	SpoolDir      string        `help:"Folder for files as they arrive (the system's temporary folder when empty)." group:"desk"`
	MaxFile       int64         `help:"Bytes of one file." default:"26214400" group:"desk"`
	MaxUpload     int64         `help:"Bytes of one file that is sent in chunks (tus)." default:"209715200" group:"desk"`
	OpenUploads   int           `help:"Files that one key or person may be sending in chunks at a time." default:"100" group:"desk"`
	UploadLife    time.Duration `help:"How long a file that is sent in chunks may take until its last byte." default:"24h" group:"desk"`
	MaxFiles      int           `help:"Files of one deposit." default:"20" group:"desk"`
	Quota         bool          `help:"Limit what one machine key may deposit (600 files a minute, 20 GiB a day)." default:"true" negatable:"" group:"desk"`
	Oppositions   string        `help:"List of cheques under opposition (docs/formats/oppositions.md), read once at the start; none is consulted when empty." group:"desk"`
	MaxConns      int32         `help:"Connections to PostgreSQL of this process." default:"16" group:"desk"`

	signInSettings `embed:""`
}

func (s deskSettings) config() desk.Config {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	quota := intake.Quota{}
	if s.Quota {
		quota = intake.DefaultQuota
	}
	return desk.Config{
		Quota: quota, MaxFileBytes: s.MaxFile, MaxFiles: s.MaxFiles, MaxUploadBytes: s.MaxUpload, MaxOpenUploads: s.OpenUploads, UploadLife: s.UploadLife,
		Node: fmt.Sprintf("%s-%d", host, os.Getpid()), UndoDelay: s.UndoDelay, CutOff: s.CutOff,
		Sampling: desk.SampleSettings{Share: s.SampleShare, Least: s.SampleLeast}, IndividualFigures: s.Individual,
		Lease: s.JobLease, TaskLease: s.TaskLease, MaxWaitingAge: s.MaxWaitingAge, MinDiskFree: s.MinDiskFree, SpoolDir: s.SpoolDir,
	}
}

// oppositions reads the list of oppositions, nil where there is none.
func (s deskSettings) oppositions() (desk.Oppositions, error) {
	if s.Oppositions == "" {
		return nil, nil
	}
	f, err := os.Open(s.Oppositions)
	if err != nil {
		return nil, fmt.Errorf("the list of oppositions cannot be opened: %w", err)
	}
	defer f.Close()
	list, err := desk.ReadOppositions(f)
	if err != nil {
		return nil, fmt.Errorf("the list of oppositions %s cannot be read: %w", s.Oppositions, err)
	}
	return list, nil
}

// readerSettings are those of the reading children.
type readerSettings struct {
	Jobs      int           `help:"Documents read at the same time; the cores of the machine when 0." default:"0" group:"reading"`
	Languages string        `help:"Languages of the recogniser, from its installed models." default:"fra" group:"reading"`
	PageTime  time.Duration `help:"Longest time for one page." default:"60s" group:"reading"`
	FileTime  time.Duration `help:"Longest time for one file." default:"15m" group:"reading"`

	understandingSettings `embed:""`
	trustSettings         `embed:""`
}

// understandingSettings say what stands beside the rules.
type understandingSettings struct {
	Classifier string `help:"File of the learned classifier, as train classifier writes it; that of the program when empty." placeholder:"FILE" group:"reading"`
}

// trustSettings say what signed codes (2D-Doc) are held against.
type trustSettings struct {
	Trust            string `help:"File of the trust list that bordereau import trust writes; without it the signature of every code is unknown." default:"/var/lib/bordereau/trust.json" group:"reading"`
	TestCertificates bool   `help:"Answer codes signed with certificates of test by test instead of refusing them. Never in production." group:"reading"`
}
