/** All exit codes of the command line, each with one meaning. */
export const EXIT = {
  ok: 0,
  /** A gate, budget or check failed, a regression is confirmed, or no load keeps its limits. */
  failed: 1,
  usage: 2,
  /** Inconclusive, only where the caller requested that it counts. */
  inconclusive: 3,
  /** The measured target or its load engine failed. */
  target: 4,
  /** A needed tool is missing or of the wrong version. */
  tool: 5,
  /** Missing or incomparable side, base, baseline; or a saved comparison unlike its values. */
  baseline: 6,
  /** The improvement loop ended with a report and no change. */
  diagnosis: 7,
  /** Preflight or the Wrong Tool Gate blocked the command. */
  blocked: 8,
  /** Bug in perf-harness itself. */
  defect: 70,
  /** Under `git bisect run`: this commit cannot be tested. */
  untestable: 125,
  /** Under `git bisect run`: git stops, since no commit is at fault. */
  bisectEnds: 128,
  interrupted: 130,
  terminated: 143,
} as const;

/** Exit code of a command. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The first of these that applies is the exit code. */
const PRECEDENCE: readonly ExitCode[] = [70, 130, 143, 2, 5, 4, 6, 8, 1, 3, 7];

/** Returns the code with the highest precedence of several; 0 if there is none. */
export function strongestExitCode(codes: Iterable<ExitCode>): ExitCode {
  const present = new Set(codes);
  return PRECEDENCE.find((code) => present.has(code)) ?? EXIT.ok;
}
