/** Windows takes names of up to 256 characters for a pipe. */
const LONGEST = 200;

/** A named pipe that stands for a place in a folder: sockets of Windows are no files. */
export function pipeAddress(folder: string, name: string): string {
  // What tells folders of perf-harness apart stands at their end.
  const plain = `${folder}-${name}`.replace(/[^\w.-]+/gu, '-').slice(-LONGEST);
  return `\\\\.\\pipe\\perf-harness-${plain}`;
}
