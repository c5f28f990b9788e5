"""Makes TrueType faces of the packages that faces.txt names, once npm has fetched them.

    python faces.py FOLDER/node_modules/@fontsource FACES
"""

import glob
import os
import sys

from fontTools.ttLib import TTFont

packages, faces = sys.argv[1:]
os.makedirs(faces, exist_ok=True)
for folder in sorted(glob.glob(os.path.join(packages, "*"))):
    files = sorted(glob.glob(os.path.join(folder, "files", "*-latin-400-normal.woff2")))
    files = files or sorted(glob.glob(os.path.join(folder, "files", "*-latin-*-normal.woff2")))
    if not files:
        sys.exit(f"{folder} has no Latin face")
    face = TTFont(files[0])
    face.flavor = None
    face.save(os.path.join(faces, os.path.basename(folder) + ".ttf"))
