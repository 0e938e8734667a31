/*
 * raw.h: a program without libc, in which nothing runs but what it says. It
 * starts in begin, with what execve(2) has put onto the stack.
 */
#if defined __x86_64__
__asm__(".globl _start\n"
        "_start:\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call begin\n");
#elif defined __aarch64__
__asm__(".globl _start\n"
        "_start:\n"
        "    mov x0, sp\n"
        "    bl begin\n");
#else
#error "how to call the kernel is not known here for this processor"
#endif

/* The stack: argc, argv with its NULL, envp with its NULL. */
_Noreturn void begin(long *stack);

/* syscall(2), but an error is -errno. Three arguments are enough here. */
static long call(long number, long a, long b, long c)
{
#if defined __x86_64__
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return number;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;

    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
#endif
}

_Noreturn static void end(int status)
{
    for (;;)
        call(SYS_exit_group, status, 0, 0);
}
