# Daemons, step by step. make help says what there is.
CC      = cc
CFLAGS  = -O2 -g
LDFLAGS =
BUILD   = build
WARN    = -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes \
          -Wstrict-prototypes -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
export CC CFLAGS LDFLAGS BUILD WARN

programs := $(patsubst demos/%.c,$(BUILD)/%,$(wildcard demos/*.c)) \
            $(BUILD)/stage
SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

all: programs
	@echo "Next: make tour       the course, step by step, in this terminal"
	@echo "      make list       the lessons, and what you have done"
	@echo "      make help       everything else"

# One line for all programs; on a terminal it counts while they are built.
count = @echo >>$(BUILD)/.built; \
        [ ! -t 1 ] || printf '\rBuilt %d programs' $$(wc -l <$(BUILD)/.built)

$(BUILD)/%: demos/%.c Makefile
	@mkdir -p $(BUILD)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $< -o $@ $(LDFLAGS)
	$(count)

# What the scripts run on: they leave nothing behind.
$(BUILD)/stage: scripts/lib/stage.c Makefile
	@mkdir -p $(BUILD)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $< -o $@ $(LDFLAGS)
	$(count)

# What makes calls fail, for graders and for tests/faults. It is put before
# libc, whatever LDFLAGS ask for. Where there is no way to build a library, as
# with CC="musl-gcc -static", graders say what they leave out.
$(BUILD)/fault.so: tests/faults/fault.c Makefile
	@mkdir -p $(BUILD)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) -shared -fPIC $< -o $@ -ldl || \
	  echo "There is no $@ now. Graders will say what they leave out."
$(BUILD)/family: tests/faults/family.c Makefile
	@mkdir -p $(BUILD)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $< -o $@ $(LDFLAGS)

$(programs) $(BUILD)/fault.so $(BUILD)/family: | linux
linux:
	@[ "$$(uname -s)" = Linux ] || { \
	  echo "The course needs Linux: README.md says what to do here." >&2; \
	  exit 3; }

programs: $(programs) $(BUILD)/fault.so $(BUILD)/family
	@if [ -e $(BUILD)/.built ]; then \
	  n=$$(wc -l <$(BUILD)/.built); rm $(BUILD)/.built; \
	  [ ! -t 1 ] || printf '\r'; [ $$((n)) -eq 1 ] && s= || s=s; \
	  echo "Built $$((n)) program$$s."; fi
tour: programs
	@sh scripts/tour.sh $(if $(N),--from "$(N)")
list:
	@sh scripts/tour.sh --list
read: # 130: left by q
	@sh scripts/read.sh "$(N)" || [ $$? -eq 130 ]
demo: programs
	@sh scripts/tour.sh --only "$(N)" $(STEP)
practice: programs
	@sh scripts/practice.sh "$(N)"
quiz: programs
	@sh scripts/quiz.sh $(FORM)
exercise: programs
	@sh scripts/grade.sh "$(N)" "$(BROKEN)"
watch: programs # 130: left by Ctrl-C
	@sh scripts/watch.sh "$(N)" || [ $$? -eq 130 ]
hint:
	@sh scripts/hint.sh "$(N)"
exercises: programs
	@sh scripts/grade.sh --all
class: programs
	@sh scripts/class.sh "$(DIR)"
lessons: programs
	@sh scripts/transcript.sh --write
	@sh scripts/pictures.sh --write
	@sh scripts/rows.sh --write
# What the tests compile is not for use, and -O1 takes less time.
test test-exercises test-all: private CFLAGS = -O1
test: programs
	@sh tests/run.sh $(N)
test-exercises: programs
	@sh tests/run.sh --exercises $(N)
test-all: programs
	@sh tests/run.sh --all
lint:
	@sh tests/lint.sh
mutants: programs
	@sh tests/mutants/run.sh $(N)
faults: programs
	@sh tests/faults/run.sh
bench: programs
	@sh tests/bench/run.sh
sanitize: # it takes longer, so each test file gets more time
	@TEST_LIMIT=900 $(MAKE) --no-print-directory test test-exercises \
	  BUILD=$(BUILD)-sanitize CFLAGS="$(SANITIZE)"
clean:
	rm -rf build build-* 
help:
	@sed -n 's/^## //p' Makefile

## make                   build every demo into build/
## make tour              the course, step by step; goes on where you stopped;
##                        with N=08: from lesson 08 on
## make list              the lessons and what you have done
## make read N=03         read a lesson here; or a page, as N=glossary
## make demo N=03         one lesson's script; STEP=4: stops from step 4 on
## make practice N=03     tasks for your own hands, in a shell: ps says if done
## make quiz              what do you know? real processes; FORM=before, =after
## make exercise N=03     compile and grade work/03-...c (first: copy a starter)
##   BROKEN=work/broken.c that without its key call: what is this line for?
## make hint N=03         a hint for it, and the next time another one
## make watch N=03         grades it whenever you save it; h: hint, q: quit
## make exercises         all exercises in order, up to the first that fails
## make class DIR=handed  grades a class: in DIR is a directory for each student
## make test [N=03]       the tests; with N all of one lesson
## make test-exercises    graders, on right and wrong solutions; what takes long
## make test-all        both in one run
## make lessons           transcripts and pictures in lessons/, from real runs
## make lint              shellcheck, clang-format, warnings as errors
## make sanitize          all tests on an ASan and UBSan build
## make mutants [N=03]    a demo changed in one place: does its script notice?
##   EXERCISE=1           that, of the solutions and their graders
## make faults            each call of a daemon fails, in turn: what comes of it
## make bench             what daemons cost, against targets and other tools
## make clean             remove what was built (never work/)
## Yours to set: CC CFLAGS LDFLAGS BUILD, as in make CC=clang BUILD=build-clang

.PHONY: all linux programs tour list read demo practice quiz exercise \
        exercises watch hint class lessons test test-exercises test-all lint \
        sanitize mutants faults bench clean help
