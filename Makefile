# The set-up is part of each target: it installs what is missing, says what and why, and does nothing where nothing is.
.PHONY: help build demo install test test-vm bench format lint tsan rtsan soak-kill soak-stall fuzz soak-rerun

help:
	@echo "make demo     two exoskeleton arms open a microwave's door, are recorded and replayed (simulated, on real ttys)"
	@echo "make test     every check; ends in 'N passed, N failed'"
	@echo "make test-vm  HID, input, CAN and USB devices of a stock Debian kernel, in QEMU (70 MB to download once)"
	@echo "make bench    benchmarks beside C++ twins and peers; writes docs/performance.md"
	@echo "make soak-kill   1,000 daemons are killed while they record; every file is repaired, compared and read (KILLS=N)"
	@echo "make soak-stall  the control loop beside a disk that blocks for 5 s"
	@echo "make soak-rerun  repaired files through rerun mcap check (500 MB to install)"
	@echo "make fuzz    ten minutes of damaged recordings for readers and repair (SECONDS_EACH=N), a minute of anything for each driver (DRIVER_SECONDS=N)"
	@echo "make build    the daemon and the tool, release"
	@echo "make install  programs, profiles, udev rules and service below PREFIX (/usr), DESTDIR before it"
	@echo "make format   formats the sources"
	@echo "make lint, tsan, rtsan   one check of make test alone"

# Product by product: all of the package needs what its tests need.
build:
	@scripts/setup.sh build
	swift build -c release --product exocapd
	swift build -c release --product exocap

PREFIX ?= /usr
install:
	@test -x .build/release/exocapd || { echo "make build comes first, as a user who is not root" >&2; exit 1; }
	install -D -m 755 .build/release/exocapd $(DESTDIR)$(PREFIX)/sbin/exocapd
	install -D -m 755 .build/release/exocap $(DESTDIR)$(PREFIX)/bin/exocap
	install -d $(DESTDIR)$(PREFIX)/share/exocap
	cp -r hw-profiles $(DESTDIR)$(PREFIX)/share/exocap/profiles.new
	rm -rf $(DESTDIR)$(PREFIX)/share/exocap/profiles
	mv $(DESTDIR)$(PREFIX)/share/exocap/profiles.new $(DESTDIR)$(PREFIX)/share/exocap/profiles
	install -D -m 644 udev/60-exocap.rules $(DESTDIR)/etc/udev/rules.d/60-exocap.rules
	install -D -m 644 systemd/exocapd@.service $(DESTDIR)/etc/systemd/system/exocapd@.service

demo: build
	@.build/release/exocap demo

test:
	@scripts/setup.sh test
	@scripts/test.sh

test-vm:
	@scripts/setup.sh test-vm
	swift build --build-tests
	@scripts/test-vm.sh

bench:
	@scripts/setup.sh bench
	@scripts/bench.sh

soak-kill: build
	@scripts/setup.sh test
	@scripts/soak.sh kills

soak-stall soak-rerun: build
	@scripts/soak.sh $(@:soak-%=%)

fuzz: build
	@scripts/soak.sh damage
	@scripts/soak.sh drivers

format:
	swift format format --in-place --recursive --parallel --configuration .swift-format Package.swift Sources Tests Benchmarks Fuzz

lint tsan rtsan:
	@scripts/test.sh $@
