/** Of what a program said, as many lines tell why it ended. */
const MOST_LINES = 5;
/** A line of a stack says where, and not what. */
const FRAME = /^\s+at /u;

/** The end of what a program said, as one line. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !FRAME.test(line));
  return lines.slice(-MOST_LINES).join(' ').trim();
}
