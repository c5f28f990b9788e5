# `make help` lists the targets; the two a newcomer needs are demo and test.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export GOFLAGS ?= -buildvcs=false
VERSITYGW_VERSION := v1.8.0
GOLANGCI_VERSION := v2.15.0
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
# PostgreSQL will not run as root nor read below /root, so root's demonstration lives elsewhere.
DEMO_DATA ?= $(if $(filter 0,$(shell id -u)),/var/lib/bordereau-demo,$(HOME)/.local/share/bordereau-demo)
DEMO_LISTEN ?= 127.0.0.1:8400

help: ## this list
	@grep -hE '^[a-z0-9/_-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

demo: deps build ## install what is missing, run the whole desk on a branch's morning post, leave it running
	@./deploy/demo.sh "$(DEMO_DATA)" "$(DEMO_LISTEN)"

demo-stop: ## stop the demonstration that make demo left running
	@./deploy/demo.sh --stop "$(DEMO_DATA)"

test: deps build ## install what is missing and run every test against real servers, and the pages in a browser where there is one
	go vet ./...
	go test -count=1 -timeout 20m ./...
	@if ./deploy/browser.sh; then $(MAKE) test-ui UI_TIMES=near; fi

test-ui: deps build ## the pages in a browser: speed, keys, accessibility, weight, what the network breaks (Node 20 or newer)
	cd test/ui && npm ci --silent --no-fund --no-audit
	go vet -tags ui ./test/ui
	UI_TIMES=$(UI_TIMES) go test -tags ui -count=1 -timeout 30m -v $(if $(UI_TIMES),-run TestPages) ./test/ui

deps: ## install what the desk stands on (Debian packages), if it is missing
	@./deploy/deps.sh

build: bin/bordereau bin/versitygw ## build the binary and the S3 gateway into ./bin

bin/bordereau: FORCE
	go build -trimpath -ldflags "-X main.version=$(VERSION)" -o $@ ./cmd/bordereau

bin/versitygw: Makefile
	GOBIN=$(CURDIR)/bin go install github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW_VERSION)
	@touch $@

bin/golangci-lint: Makefile
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@touch $@

race: deps build ## the tests that share memory, under the race detector
	go test -race -timeout 30m ./desk/... ./store/... ./queue/... ./api/... ./web/... ./intake/... ./journal/... ./internal/child/...

fuzz: ## every fuzz target for FUZZTIME each (30s)
	@./deploy/fuzz.sh $(or $(FUZZTIME),30s)

test-amounts: ## every amount in words, of which the tests draw a share, and many that were misread
	BORDEREAU_AMOUNTS=all go test -count=1 -timeout 60m -run 'TestEveryAmountIsReadBack|TestOnlyTheRightAmountIsVerified|TestMisreadWords' -v ./check ./classify/spec

test-hostile: deps build ## every hostile file of the corpus (BORDEREAU_CORPUS) through the reading child
	BORDEREAU_HOSTILE=all go test -timeout 60m -v ./test/hostile/...

screens: deps build ## draw the pictures of the screens in docs/screens anew
	cd test/ui && npm ci --silent --no-fund --no-audit
	UI_SCREENS=draw go test -tags ui -count=1 -timeout 30m -v -run TestScreens ./test/ui

.PHONY: test-search
test-search: deps build ## search on an archive of 100,000 drawn pages, 95 of 100 within 300 ms; run it alone
	BORDEREAU_SEARCH_PAGES=100000 go test -count=1 -timeout 60m -v ./test/bench/searched

.PHONY: test-remittance
test-remittance: deps build ## a slip of 41 cheques from a branch's folder to one entry, and one that does not balance
	BORDEREAU_REMITTANCE=41 go test -count=1 -timeout 60m -v -run 'TestRemittance$$' ./test/e2e

soak: deps build ## 300 documents and 30 faults, then the record is held against the promises
	go run ./test/soak

bench-cheques: deps build ## drawn cheques, CHEQUES (400) a row: code lines and every field, right, not read, wrong, by grade and resolution
	go run ./test/bench cheques -n $(or $(CHEQUES),400)

.PHONY: bench-slips
bench-slips: ## drawn slips that do not balance, SLIPS (4000): how often the first explanation is right, by kind of fault
	go run ./test/bench slips -n $(or $(SLIPS),4000)

.PHONY: bench-falselines
bench-falselines: ## code lines found where there are none: drawn pages of other kinds, real ones (BORDEREAU_CORPUS)
	go run ./test/bench falselines

bench: deps build ## reading beside plain Tesseract and OCRmyPDF; then intake under load
	go run ./test/bench reading
	go run ./test/bench server
	go run ./test/bench intake

image-test: deps ## build the Dockerfile without a registry, start the image, upload one document
	@./deploy/image-test.sh

lint: bin/golangci-lint ## go vet, gofmt and golangci-lint, which it installs into ./bin
	go vet ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	bin/golangci-lint run ./...

.PHONY: bench-hand train-digits
bench-hand: deps ## handwritten amounts that the network did not learn from, HAND (1000) a kind: read against wrong
	go run ./test/bench hand -n $(or $(HAND),1000)

.PHONY: bench-documents train-classifier
bench-documents: deps ## drawn pages of every type and look-alikes, DOCUMENTS (56) a type and OUTSIDE (30) look-alikes, half an hour on two cores, RECORD a file to go on from: types, fields as printed, wrong among the proved first
	go run ./test/bench documents -jobs 2 -n $(or $(DOCUMENTS),56) -outside $(or $(OUTSIDE),30) $(if $(RECORD),-record $(RECORD))

.PHONY: bench-search
bench-search: deps build ## search on a drawn archive of PAGES (1000000) pages, by kind of search, beside a plain tsvector
	go run ./test/bench search -n $(or $(PAGES),1000000)

train-classifier: deps build ## teach the learned classifier anew, PAGES (12) a type and CORRECTIONS, a file of pages that clerks named
	nice -n 10 bin/bordereau train classifier --n $(or $(PAGES),12) $(if $(CORRECTIONS),--corrections $(CORRECTIONS)) --out classify/model/model.json

train-digits: deps ## teach the network of handwritten figures anew and calibrate it (one core, fifteen minutes)
	nice -n 10 go run ./internal/penman/train -out ocr/handwriting

.PHONY: train-lines
LINES ?= /tmp/bordereau-lines
train-lines: deps ## teach the network that reads handwritten lines anew (hours of both cores, Python 3.11, the package inkscape)
	apt-get install -y --no-install-recommends inkscape fonts-femkeklaver fonts-klee fonts-yozvox-yozfont fonts-yusei-magic fonts-leckerli-one \
		fonts-lobster fonts-havana fonts-kouzan-mouhitsu fonts-aoyagi-kouzan-t fonts-levien-typoscript fonts-smc-chilanka fonts-unfonts-extra \
		fonts-comfortaa fonts-dejavu-extra fonts-urw-base35
	mkdir -p $(LINES)/learn $(LINES)/calibrate
	test -d $(LINES)/env || { python3 -m venv $(LINES)/env && $(LINES)/env/bin/pip install -q tensorflow-cpu==2.21.0 fonttools brotli; }
	cd $(LINES) && xargs npm install --silent --no-audit --no-fund --ignore-scripts < $(CURDIR)/internal/penman/lines/faces.txt
	$(LINES)/env/bin/python internal/penman/lines/faces.py $(LINES)/node_modules/@fontsource $(LINES)/faces
	nice -n 10 go run ./internal/penman/lines -out $(LINES)/learn -n 100000 -file 2000 -faces $(LINES)/faces
	nice -n 10 go run ./internal/penman/lines -out $(LINES)/calibrate -n 3000 -calibrating -seed 7
	nice -n 10 $(LINES)/env/bin/python internal/penman/lines/train.py --lines $(LINES)/learn --calibration $(LINES)/calibrate --out ocr/handwriting

docs: ## regenerate what is generated (docs/lifecycle.md)
	go run ./test/lifecycle > docs/lifecycle.md

clean: ## remove what make built
	rm -rf bin

FORCE:
.PHONY: help demo demo-stop test deps build race fuzz test-amounts test-hostile soak bench bench-cheques image-test lint docs clean FORCE
