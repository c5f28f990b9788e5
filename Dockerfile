# The desk in one small image: server, workers and tools are the same binary.
#
#   docker build -t bordereau .
#
# The two base images can be replaced (--build-arg) where no public registry may
# be reached; deploy/image-test.sh does so with bases made by debootstrap.
ARG BUILD_IMAGE=golang:1.26-bookworm
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
RUN apt-get update -q \
 && apt-get install -q -y --no-install-recommends gcc g++ libc6-dev pkg-config libtesseract-dev libleptonica-dev libzxing-dev ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN go build -buildvcs=false -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/bordereau ./cmd/bordereau

FROM ${RUN_IMAGE}
RUN apt-get update -q \
 && apt-get install -q -y --no-install-recommends \
      tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng tesseract-ocr-osd libzxing2 poppler-utils fonts-urw-base35 postgresql-client ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/bordereau --create-home --shell /usr/sbin/nologin bordereau
COPY --from=build /out/bordereau /usr/local/bin/bordereau
USER 10001
WORKDIR /var/lib/bordereau
EXPOSE 8400
ENV OMP_THREAD_LIMIT=1
ENTRYPOINT ["bordereau"]
CMD ["serve", "--listen", "0.0.0.0:8400"]
