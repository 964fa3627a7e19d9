/** Flags of a process that may read, load native code and start threads, and nothing else. */
export const PERMISSION_FLAGS = [
  '--permission',
  '--allow-fs-read=*',
  '--allow-worker',
  '--allow-addons',
  '--allow-wasi',
  '--no-warnings',
];
