AGENT ?= havip
# What the tests must find here, e.g. root,docker: what is lacking fails them then, instead of skipping some.
REQUIRE ?=
export REQUIRE

lab := appliance/lab
# Tests of real processes and packets: one that fails is run once more, and then counts as a flake, which the report names.
once-more := -Dsurefire.rerunFailingTestsCount=1 -Dfailsafe.rerunFailingTestsCount=1
maven := JAVA_HOME="$$(appliance/bin/find-java javac)" ./mvnw -B -ntp
application := target/quarkus-app/quarkus-run.jar
cloud := appliance/cloud
compose := appliance/compose
packages := appliance/packages
labels = $(addprefix --build-arg ,VERSION=$(or $(VERSION),development) REVISION=$(shell git rev-parse HEAD) \
	CREATED=$(shell git log -1 --format=%cI) SOURCE=$(or $(shell git remote get-url origin 2>/dev/null),unknown))
version := $(addprefix -Drevision=,$(VERSION))
docker-api = $(addprefix -Ddocker.api.version=,$(shell docker version --format '{{.Server.APIVersion}}' 2>/dev/null))
scripts := .ci/run .ci/fuzz .ci/program dashboards/check $(wildcard .githooks/* appliance/*.sh appliance/bin/* $(lab)/*.sh $(compose)/*.sh $(packages)/*.sh appliance/training/*.sh)

.PHONY: help lab lab-failover lab-down lab-cloud lab-cloud-failover lab-cloud-tour lab-cloud-down compose-lab compose-failover compose-down image test quick simulate search planted-faults soak differential differential-packets fuzz mutation image-test dashboards native native-check deb deb-test install bench release package format hooks clean packagers prerequisites root
.NOTPARALLEL:

help: ## this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: root prerequisites $(if $(filter keepalived,$(AGENT)),,$(application)) ## bring up two gateways, two back-ends and a client (AGENT=keepalived to compare)
	@$(lab)/lab.sh up $(AGENT)

lab-failover: root ## let the active gateway fail and measure what a client sees (HOW=crash|stop|haproxy|hang|kill|freeze)
	@$(lab)/lab.sh failover $(or $(HOW),crash)

lab-down: root ## take the lab down and leave nothing behind
	@$(lab)/lab.sh down

lab-cloud: root prerequisites $(if $(filter keepalived,$(AGENT)),,$(application)) ## the same in a cloud, where an API or the cloud's delay says who holds an address (PROVIDER=tencent|tencent-secondary|aws|aws-route, AGENT=keepalived)
	@$(cloud)/cloud.py up --agent $(AGENT) --provider $(or $(PROVIDER),tencent) --drift $(or $(DRIFT),10)

lab-cloud-failover: root ## what a client sees when HOW=crash|stop|api-down|api-slow|throttled|lost-reply|late-call|partition|all, RUNS=1; fails if a promise is broken
	@$(cloud)/cloud.py failover $(or $(HOW),crash) --runs $(or $(RUNS),1)

lab-cloud-tour: root prerequisites $(if $(filter keepalived,$(AGENT)),,$(application)) ## the provider's page on HAVIPs step by step, and what a cloud's network refuses
	@$(cloud)/cloud.py tour --agent $(AGENT) --drift $(or $(DRIFT),10)

lab-cloud-down: root ## take the cloud down and leave nothing behind
	@$(cloud)/cloud.py down

compose-lab: $(application) ## the same with containers, Prometheus and Grafana, even where no registry answers
	@$(compose)/lab.sh up

compose-failover: ## let the active container fail (HOW=kill|stop|haproxy|pause|disconnect)
	@$(compose)/lab.sh failover $(or $(HOW),kill)

compose-down: ## take the containers down, and the Docker engine if compose-lab started it
	@$(compose)/lab.sh down

image: $(application) ## build the container image havip-gateway from target/quarkus-app
	@$(compose)/engine.sh up
	docker buildx build --quiet --load --build-arg APPLICATION=prebuilt $(labels) --file appliance/Dockerfile --target jvm --tag havip-gateway .

test: prerequisites ## install what is lacking, check the scripts, build, run every test
	@rm -rf target/*-reports
	@if command -v shellcheck >/dev/null; then shellcheck --external-sources --source-path=SCRIPTDIR $(scripts); else echo "skipped: shellcheck" >&2; fi
	python3 -m unittest discover --start-directory $(lab)
	python3 -m unittest discover --start-directory appliance/bench
	python3 -m unittest discover --start-directory $(cloud)
	$(maven) verify $(once-more) -Dit.test='io/havip/agent/*IT' || { .ci/flakes; exit 1; }
	@$(MAKE) simulate planted-faults
	@if $(compose)/engine.sh up; then $(MAKE) image-test; else echo "skipped: the tests of the image" >&2; $(if $(findstring docker,$(REQUIRE)),exit 1); fi
	dashboards/check
	@appliance/native.sh check $(EXECUTABLE)
	@.ci/flakes

quick: ## the tests that need neither root nor another program, in less than a minute once all is compiled
	REQUIRE=nothing $(maven) -q test -DforkCount=4 -Dsim.seeds=200 -Dfuzz.mutants=50 -Dspotless.check.skip

fuzz: ## search for bytes that harm what reads them, SECONDS=60 for each reader
	.ci/fuzz $(or $(SECONDS),60)

mutation: ## change the protocol and what reads its bytes in every small way, and see that their tests notice (PIT): target/pit-reports
	$(maven) -q test-compile org.pitest:pitest-maven:mutationCoverage -Dspotless.check.skip

soak: ## let virtual clusters live for MINUTES=30, from SEED on, and tell how a promise was broken if one was
	.ci/program io.havip.sim.Soak minutes $(or $(MINUTES),30) $(SEED)

simulate: ## let SEEDS=20000 virtual clusters live, from SEED=0 on, and tell how a promise was broken if one was; part of test
	.ci/program io.havip.sim.Soak seeds $(or $(SEEDS),20000) $(SEED)

search: ## everything that can happen to routers with PRIORITIES="128 64" within a BUDGET="1 1 1 2" of losses, delays, duplicates, changes (PREEMPT=yes)
	.ci/program io.havip.search.ExhaustiveSearch "$(or $(PRIORITIES),128 64)" $(or $(PREEMPT),yes) $(or $(BUDGET),1 1 1 2)

planted-faults: ## see that the simulation finds each of the planted wrong versions of the code, and the short searches nothing; part of test
	$(maven) -q test-compile failsafe:integration-test failsafe:verify -Dit.test='io/havip/sim/*IT,io/havip/search/*IT,io/havip/cloud/*IT'

differential: root ## compare COUNT generated configurations with what keepalived makes of them (SEED=1)
	$(maven) test -Dtest=DifferentialTest -Dsurefire.timeout=0 -Ddifferential.count=$(or $(COUNT),300) -Ddifferential.seed=$(or $(SEED),1)

differential-packets: root prerequisites $(application) ## the same with packets, notify calls and addresses of COUNT=300 (SEED=1, AT_ONCE=6)
	$(maven) test-compile failsafe:integration-test failsafe:verify -Dit.test=BehaviourIT -Dfailsafe.timeout=0 \
		-Dpackets.count=$(or $(COUNT),300) -Dpackets.seed=$(or $(SEED),1) -Dpackets.at-once=$(or $(AT_ONCE),6)

image-test: image ## test the container image, two of them in a network; part of test
	@docker ps --all --quiet --filter label=org.testcontainers=true | xargs --no-run-if-empty docker rm --force >/dev/null
	@docker network prune --force --filter label=org.testcontainers=true >/dev/null
	$(maven) test-compile failsafe:integration-test failsafe:verify $(once-more) -Dit.test='io/havip/appliance/*IT' $(docker-api)
	@$(compose)/engine.sh down

deb: packagers $(application) ## make target/havip-gateway_*.deb, for Debian bookworm and trixie
	@$(packages)/deb.sh $(VERSION)

deb-test: root deb ## install, upgrade, fail over, remove and purge it on fresh Debians with systemd (SUITE=bookworm|trixie for one of them)
	@tests=; for suite in $(or $(SUITE),bookworm trixie); do \
		$(packages)/test-deb.sh $$suite "$$(ls target/havip-gateway_*.deb)" & tests="$$tests $$!"; done; \
	for test in $$tests; do wait $$test || failed=1; done; exit $${failed:-0}

install: packagers $(application) ## install below DESTDIR and PREFIX (/usr/local), with a Java runtime of its own
	@$(packages)/install.sh "$(DESTDIR)" "$(or $(PREFIX),/usr/local)"

bench: root ## measure it beside keepalived, some four hours: docs/benchmarks.md (RUNS=10, ONLY=what, PUBLISH=yes, OPTIONS=...)
	@$(MAKE) install DESTDIR=$(CURDIR)/target/bench/installed PREFIX=/usr
	HAVIP_LAUNCHER=$(CURDIR)/target/bench/installed/usr/bin/havip-gateway appliance/bench/bench.py target/bench \
		--runs $(or $(RUNS),10) --only "$(ONLY)" $(if $(PUBLISH),--publish) $(OPTIONS)

release: packagers ## make target/release of a tagged commit: docs/releasing.md
	@$(packages)/release.sh $(VERSION)

native: ## build target/havip-gateway-*-runner, a native executable, with GraalVM for Java 25 or a builder's container
	@appliance/native.sh build

native-check: prerequisites ## run the process tests and the lab with the native executable that EXECUTABLE=... names
	@appliance/native.sh check $(EXECUTABLE)

dashboards: prerequisites $(application) ## check dashboards and alerting rules, and run every query against the lab
	dashboards/check

package: $(application) ## build target/quarkus-app without the tests

$(application): pom.xml $(shell find src/main -type f)
	$(maven) -q package $(version) -Dmaven.test.skip=true
	@touch $@

format: ## put the sources in the project's format
	$(maven) -q spotless:apply

hooks: ## let git check the format before each commit
	git config core.hooksPath .githooks

clean: ## remove what was built
	rm -rf target

packagers: prerequisites
	@$(lab)/prerequisites.sh packages

prerequisites:
	@$(lab)/prerequisites.sh

root:
	@[ "$$(id -u)" = 0 ] || { echo "the lab makes network namespaces, which needs root: sudo make ..." >&2; exit 1; }
