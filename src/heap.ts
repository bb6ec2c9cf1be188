import { setFlagsFromString } from 'node:v8'

// Imported first of all, for what it does: flags count from the moment at which they are set, and loading the rest takes memory, too.

// Left to itself the heap grows to several times what lives in it before V8 looks. An import of 100,000 rows then took 600 MB
// and takes 370 so; memory is what a small machine runs out of first.
setFlagsFromString('--heap-growing-percent=25')

// Prisma's query compiler is WebAssembly. Its first query alone would have V8 optimise hundreds of its functions at once: 50 MB in
// passing, 20 MB kept, a second of processor time. Ten times the usual budget: what is hot for long is still optimised, one by one.
setFlagsFromString('--wasm-tiering-budget=130000000')
