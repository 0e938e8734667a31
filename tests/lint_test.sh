#!/bin/sh
# make lint: a program of each kind that is hard to read aloud is told, with the
# line and what to do next; what has its reason above it, or is as it should be,
# is not.
. "$(dirname "$0")/helper.sh"

# density LINES: what is said of a program with these LINES in a function.
density() {
  {
    printf '#include <stdio.h>\n\nint main(int argc, char **argv)\n{\n'
    printf '%s\n}\n' "$1"
  } >"$SHUNIT_TMPDIR/98-toy.c"
  run awk -f tests/density.awk "$SHUNIT_TMPDIR/98-toy.c"
}

# told LINES PATTERN: it is told of line 5, the first of LINES.
told() {
  density "$1"
  assert_ran 1 "/98-toy\.c:5: $2" "$1"
}
# fine LINES: nothing is told.
fine() {
  density "$1"
  assertEquals "what is told of: $1" "" "$output"
  assertEquals "status" 0 "$status"
}

test_more_than_two_operators_in_a_statement_are_told() {
  told '    if (a && b || c && d)
        run();' '3 of && || \?: in a statement, 2 at most\. Next: split'
  told '    x = a ? b : c && (d || e);' '3 of'
  told '    return a && b &&
           c && d;' '3 of'
  told '    while ((a || b) && f(c || d))
        run();' '3 of'
  fine '    if (a && b || c)
        x = d && e ? 1 : 2;
    else if (a && b || d)
        y = "a && b || c && d"[0]; /* && || ?: */'
  fine '#if A && B && C && D
    run();
#endif'
}
test_a_reason_above_it_excuses_a_statement() {
  fine '    /* Dense: the four are one question. */
    if (a && b || c && d)
        run();'
  fine '    /* It is a long story.
     * Dense: the four are one question. */
    if (a && b || c && d)
        run();'
  told '    if (a && b || c && d) /* Dense: too late */
        run();' '3 of'
  density '    /* Dense: not of the next but one */
    x = 1;
    if (a && b || c && d)
        run();'
  assert_ran 1 ':7: 3 of' "a reason of another statement"
  density '    /* Dense: */
    x = a && b && c && d;'
  assert_ran 1 ':6: 3 of' "no reason"
}
test_a_choice_inside_another_is_told() {
  told '    x = a ? b : c ? d : e;' 'a \?: inside another\. Next: split'
  told '    x = a ? f(b ? c : d) : e;' 'a \?: inside another'
  fine '    f(a ? b : c, d ? e : 0);'
  fine '    x = (a ? b : c) + (d ? e : 0);'
}
test_a_comma_operator_is_told() {
  told '    warn("x"), run();' 'a comma operator\. Next: split'
  density '    if (x)
        a = 1, b = 2;'
  assert_ran 1 ':6: a comma operator' "in a body"
  told '    while (x = f(), x > 0)
        run();' 'a comma operator'
  told '    return x, y;' 'a comma operator'
  told '    x = (f(a, b), 1);' 'a comma operator'
  fine '    static const char *const names[] = {"a", "b"}, *other = "c";
    int a, b = f(1, 2), *c;
    enum { ONE, TWO };
    struct pair { int left, right; } x = {1, 2};
    for (a = 0, b = 1; a < b; a++, b--)
        run(a, b);
    g(&(struct pair){1, 2}, (int[]){3, 4});
    x = (struct pair){.left = 1, .right = 2};
    return f(argc, argv);'
}
test_a_body_that_needs_braces_is_told() {
  density '    if (x)
        run(one,
            two);'
  assert_ran 1 ':6: 2 lines in the body of if without braces\. Next: \{ \}' "if"
  density '    for (;;)
        if (x)
            run();'
  assert_ran 1 ':6: another statement in the body of for without' "for"
  density '    if (x)
        run();
    else
        while (y)
            run();'
  assert_ran 1 ':8: another statement in the body of else without' "else"
  fine '    if (x)
        run();
    else if (y)
        run(); /* one,
                * two */
    else {
        run(one,
            two);
    }
    do {
        run();
    } while (x);
    while (wait(NULL) > 0)
        ;
    for (;;) {
        if (x)
            run();
    }
    switch (x) {
    case 1:
        run(one,
            two);
    default:
        break;
    }'
}

# repeat N LINE
repeat() { awk -v n="$1" -v line="$2" 'BEGIN { while (n--) print line }'; }
test_a_long_function_is_told_unless_it_has_a_reason() {
  run_long() { # its comment, and how many lines beside the four of its own
    {
      printf '%s\nstatic void go(void)\n{\n' "$1"
      repeat "$2" '    run();'
      repeat 60 '    /* a comment */'
      repeat 60 ''
      echo '}'
    } >"$SHUNIT_TMPDIR/98-toy.c"
    run awk -f tests/density.awk "$SHUNIT_TMPDIR/98-toy.c"
  }
  run_long '/* It goes. */' 43
  assert_ran 1 ':2: a function of 46 lines of code, 45 at most\. Next: a step' \
    "46 lines"
  run_long '/* It goes. */' 42
  assertEquals "what is told of 45 lines" "" "$output"
  run_long '/* Long: a table. */' 100
  assertEquals "what is told of a function with a reason" "" "$output"
}
test_a_long_program_is_told_and_16_may_be_longer() {
  repeat 180 'int x;' >"$SHUNIT_TMPDIR/98-toy.c"
  run awk -f tests/density.awk "$SHUNIT_TMPDIR/98-toy.c"
  assertEquals "what is told of 180 lines" "" "$output"
  repeat 60 'int x; /* and */' >>"$SHUNIT_TMPDIR/98-toy.c"
  run awk -f tests/density.awk "$SHUNIT_TMPDIR/98-toy.c"
  assert_ran 1 '98-toy.c:1: 240 lines of code, 180 at most\. Next: ' "240 lines"
  mv "$SHUNIT_TMPDIR/98-toy.c" "$SHUNIT_TMPDIR/16-daemonize.c"
  run awk -f tests/density.awk "$SHUNIT_TMPDIR/16-daemonize.c"
  assertEquals "what is told of 16" "" "$output"
}

# lint: make lint in a house, where there are no other tools.
lint() {
  mkdir -p "$SHUNIT_TMPDIR/path"
  for tool in awk dirname getconf sh xargs; do
    ln -sf "$(command -v $tool)" "$SHUNIT_TMPDIR/path"
  done
  run env PATH="$SHUNIT_TMPDIR/path" "$(command -v sh)" "$house/tests/lint.sh"
}
test_lint_looks_at_demos_and_solutions_and_names_what_is_not_here() {
  make_house
  for file in demos/00-terminal.c lessons/solutions/00-terminal.c; do
    echo 'int f(int a) { return a ? 1 : a ? 2 : 3; }' >>"$house/$file"
  done
  lint
  assert_ran 1 '^demos/00-terminal.c:[0-9]+: a \?: inside another' "a demo"
  assert_ran 1 '^lessons/solutions/00-terminal.c:[0-9]+: a \?:' "a solution"
  assert_ran 1 '^lint: no shellcheck here, that part is left out$' "shellcheck"
  assert_ran 1 '^lint: no gcc here, that part is left out$' "gcc"
}
# Whatever comes after the file that a compiler complains of, make lint fails.
test_a_file_that_a_compiler_refuses_is_told() {
  make_house
  mkdir -p "$SHUNIT_TMPDIR/path"
  first=demos/00-terminal.c
  for refused in "*\"-c $first \"*" "\"$first \"*" none; do
    cat >"$SHUNIT_TMPDIR/path/gcc" <<END
#!/bin/sh
case "\$* " in
$refused) echo "gcc refuses \$*" && exit 1 ;;
esac
END
    chmod +x "$SHUNIT_TMPDIR/path/gcc"
    lint
    case $refused in
    none) assert_ran 0 '^lint: no clang here' "nothing is refused" ;;
    *) assert_ran 1 "^gcc refuses .*$first" "$refused" ;;
    esac
  done
  rm "$SHUNIT_TMPDIR/path/gcc"
}
test_a_tool_that_is_too_old_is_left_out() {
  make_house
  for version in 13.0.1 14.0.6 21.1.8; do
    printf '#!/bin/sh\necho "clang-format version %s"\n' $version \
      >"$SHUNIT_TMPDIR/clang-format"
    chmod +x "$SHUNIT_TMPDIR/clang-format"
    mkdir -p "$SHUNIT_TMPDIR/path"
    ln -sf "$SHUNIT_TMPDIR/clang-format" "$SHUNIT_TMPDIR/path"
    lint
    rm "$SHUNIT_TMPDIR/path/clang-format"
    case $version in
    13*) assert_ran "$status" '^lint: clang-format is older than 14.0' "13" ;;
    *) assertNotContains "with $version" "$output" "is older" ;;
    esac
  done
}
test_a_long_line_is_told() {
  make_house
  printf '# %079d\n' 0 >>"$house/scripts/map.sh"
  lint
  assert_ran 1 '^scripts/map.sh:[0-9]+: 81 characters. Next: break it' "a line"
}

. "$shunit2"
