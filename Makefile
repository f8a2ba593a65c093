# The set-up is part of each target: it installs what is missing, says what and why, and does nothing where nothing is.
.PHONY: help build demo test bench format lint tsan rtsan

help:
	@echo "make demo     two exoskeleton arms open a microwave's door, are recorded and replayed (simulated, on real ttys)"
	@echo "make test     every check; ends in 'N passed, N failed'"
	@echo "make bench    benchmarks beside their C++ twins; writes docs/performance.md"
	@echo "make build    the daemon and the tool, release"
	@echo "make format   formats the sources"
	@echo "make lint, tsan, rtsan   one check of make test alone"

build:
	@scripts/setup.sh build
	swift build -c release

demo: build
	@.build/release/exocap demo

test:
	@scripts/setup.sh test
	@scripts/test.sh

bench:
	@scripts/setup.sh bench
	@scripts/bench.sh

format:
	swift format format --in-place --recursive --parallel --configuration .swift-format Package.swift Sources Tests Benchmarks

lint tsan rtsan:
	@scripts/test.sh $@
