import { type Koffi, loadKoffi } from './load-koffi-native-addon.ts';

/** An ended process, with the kernel's resource accounting for it and its reaped descendants. */
export interface ReapedProcess {
  readonly pid: number;
  /** As wait(2) encodes it. */
  readonly status: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakBytes: number;
}

export interface SpawnRequest {
  readonly path: string;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  /** The child's descriptors, in order. It has no others: Node.js marks its own close-on-exec. */
  readonly descriptors: readonly FileDescriptorAction[];
}

export type FileDescriptorAction =
  | { readonly type: 'copy'; readonly from: number; readonly to: number }
  | {
      readonly type: 'open';
      readonly path: string;
      readonly mode: 'read' | 'write';
      readonly to: number;
    };

export interface Libc {
  /** Returns a function that starts the child: its pid, or the negative error number. */
  readonly prepareSpawn: (request: SpawnRequest) => () => number;
  /** Reaps a child, any for pid -1; null if none has ended or exists, or a signal interrupted. */
  readonly wait: (pid: number, block: boolean) => ReapedProcess | null;
  /** Makes this process adopt descendants whose parents end. Returns true on success. */
  readonly becomeSubreaper: () => boolean;
  /** Makes a signal that this process handles interrupt `wait`. */
  readonly letInterrupt: (signal: number) => void;
  readonly adviseUnneeded: (address: bigint, length: bigint) => void;
  /** Reading end and writing end, both closed on exec. */
  readonly pipe: () => readonly [number, number];
  /** Makes writes to a descriptor block until there is room, for every process that shares it. */
  readonly makeBlocking: (descriptor: number) => void;
}

// Constants of Linux, the same in glibc and musl.
const WNOHANG = 1;
const O_RDONLY = 0;
const O_WRONLY = 1;
const O_NONBLOCK = 0o4000;
const F_GETFL = 3;
const F_SETFL = 4;
const O_CLOEXEC = 0o2000000;
const MADV_DONTNEED = 4;
const PR_SET_CHILD_SUBREAPER = 36;
const POSIX_SPAWN_SETSIGDEF = 4;
const POSIX_SPAWN_SETSIGMASK = 8;
/** More than the largest of the opaque structures of posix_spawn (336 bytes in glibc). */
const OPAQUE_BYTES = 1_024;
const BYTES_PER_KIB = 1_024;

export function loadLibc(): Libc {
  // null: the library that the running program is linked with, whatever its file name.
  const koffi = loadKoffi();
  const library = koffi.load(null);
  const rusage = koffi.struct({
    userSeconds: 'long',
    userMicros: 'long',
    systemSeconds: 'long',
    systemMicros: 'long',
    maxRssKib: 'long',
    rest: koffi.array('long', 13),
  });
  const wait4 = library.func('wait4', 'int', [
    'int',
    'int *',
    'int',
    koffi.out(koffi.pointer(rusage)),
  ]);
  const prctl = library.func('int prctl(int, ulong, ulong, ulong, ulong)');
  const siginterrupt = library.func('int siginterrupt(int, int)');
  const madvise = library.func('int madvise(uintptr_t, size_t, int)');
  const fcntl = library.func('int fcntl(int, int, ...)');
  const pipe2 = library.func('int pipe2(int *, int)');
  return {
    prepareSpawn: bindSpawn(library),
    wait: (pid, block) => {
      const status = new Int32Array(1);
      const usage = {} as Record<string, number>;
      const reaped: number = wait4(pid, status, block ? 0 : WNOHANG, usage);
      return reaped > 0 ? toReaped(reaped, status[0] ?? 0, usage) : null;
    },
    becomeSubreaper: () => prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) === 0,
    letInterrupt: (signal) => {
      siginterrupt(signal, 1);
    },
    adviseUnneeded: (address, length) => {
      madvise(address, length, MADV_DONTNEED);
    },
    pipe: () => {
      const ends = new Int32Array(2);
      if (pipe2(ends, O_CLOEXEC) !== 0) throw new Error(`pipe2 failed with ${koffi.errno()}`);
      return [ends[0] ?? -1, ends[1] ?? -1];
    },
    makeBlocking: (descriptor) => {
      const flags: number = fcntl(descriptor, F_GETFL);
      fcntl(descriptor, F_SETFL, 'int', flags & ~O_NONBLOCK);
    },
  };
}

function toReaped(pid: number, status: number, usage: Record<string, number>): ReapedProcess {
  const { userSeconds = 0, userMicros = 0, systemSeconds = 0, systemMicros = 0 } = usage;
  return {
    pid,
    status,
    userMs: userSeconds * 1e3 + userMicros / 1e3,
    systemMs: systemSeconds * 1e3 + systemMicros / 1e3,
    peakBytes: (usage.maxRssKib ?? 0) * BYTES_PER_KIB,
  };
}

type Library = ReturnType<Koffi['load']>;

function bindSpawn(library: Library): Libc['prepareSpawn'] {
  const spawn = library.func(
    'int posix_spawn(int *pid, str path, void *actions, void *attributes, str *argv, str *envp)',
  );
  const actionsInit = library.func('int posix_spawn_file_actions_init(void *)');
  const actionsDestroy = library.func('int posix_spawn_file_actions_destroy(void *)');
  const addCopy = library.func('int posix_spawn_file_actions_adddup2(void *, int, int)');
  const addOpen = library.func('int posix_spawn_file_actions_addopen(void *, int, str, int, int)');
  const addFolder = library.func('int posix_spawn_file_actions_addchdir_np(void *, str)');
  const attributes = defaultSignals(library);
  return ({ path, argv, env, cwd, descriptors }) => {
    const actions = Buffer.alloc(OPAQUE_BYTES);
    actionsInit(actions);
    for (const action of descriptors) {
      if (action.type === 'copy') addCopy(actions, action.from, action.to);
      else
        addOpen(actions, action.to, action.path, action.mode === 'read' ? O_RDONLY : O_WRONLY, 0);
    }
    addFolder(actions, cwd);
    const pid = new Int32Array(1);
    const argumentVector = [...argv, null];
    const environment = [...env, null];
    return () => {
      const error: number = spawn(pid, path, actions, attributes, argumentVector, environment);
      actionsDestroy(actions);
      return error === 0 ? (pid[0] ?? 0) : -error;
    };
  };
}

/** Node.js ignores SIGPIPE and handles others; a child must start with every signal untouched. */
function defaultSignals(library: Library): Buffer {
  const attributes = Buffer.alloc(OPAQUE_BYTES);
  const signals = Buffer.alloc(OPAQUE_BYTES);
  library.func('int posix_spawnattr_init(void *)')(attributes);
  library.func('int sigfillset(void *)')(signals);
  library.func('int posix_spawnattr_setsigdefault(void *, void *)')(attributes, signals);
  library.func('int sigemptyset(void *)')(signals);
  library.func('int posix_spawnattr_setsigmask(void *, void *)')(attributes, signals);
  const flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  library.func('int posix_spawnattr_setflags(void *, short)')(attributes, flags);
  return attributes;
}
