// Ends the instance where C would end the process: a trap, which needs nothing from JavaScript.
extern "C" [[noreturn]] void __wasi_proc_exit(int) { __builtin_trap(); }
