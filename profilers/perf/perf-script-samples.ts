import { BadProfile } from '../unreadable-profile-error.ts';

/** `spin 22282/22282 [001] 13512.386384:    5025125 cpu-clock:ppp:  …`: a sample begins. */
const SAMPLE =
  /^ *(?<command>\S.*?) +(?<process>-?\d+)(?:\/(?<thread>-?\d+))? +(?:\[\d+\] +)?(?<time>\d+\.\d+): +(?:(?<period>\d+) +)?(?<event>[^\s:][^\s]*):(?<flat> .*)?$/;
/** `	1166 inner+0x1d (/app/spin)`: a frame, the innermost first. */
const FRAME = /^\s*(?<address>[0-9a-f]+) (?<symbol>.+) \((?<object>[^()]*(?:\([^()]*\))?[^()]*)\)$/;
const OFFSET = /\+0x[0-9a-f]+$/;

export interface PerfFrame {
  readonly symbol: string;
  /** File that contains its code. */
  readonly object: string;
}

export interface PerfSample {
  readonly command: string;
  readonly thread: string;
  readonly timeMs: number;
  readonly period: number;
  readonly event: string;
  /** From the innermost. */
  readonly frames: readonly PerfFrame[];
}

/** True for the beginning of a text that `perf script` prints. */
export function isPerfScript(head: string): boolean {
  return head.split('\n', 200).some((line) => SAMPLE.test(line));
}

/** Reads the samples that `perf script` prints, with stacks or without. @throws BadProfile */
export function* readPerfSamples(text: string): Generator<PerfSample> {
  let open: (PerfSample & { readonly frames: PerfFrame[] }) | null = null;
  for (const [index, line] of linesOf(text).entries()) {
    const groups = line.startsWith('\t') ? undefined : SAMPLE.exec(line)?.groups;
    if (groups !== undefined) {
      if (open !== null) yield open;
      const { command = '', process = '', thread = process, time, period, event = '' } = groups;
      const timeMs = Number(time) * 1_000;
      const frames = frameOf(groups.flat ?? '');
      open = { command, thread, timeMs, period: Number(period ?? 1), event, frames };
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      if (open === null || !/^\s/.test(line)) {
        throw new BadProfile(
          `line ${index + 1} is neither a sample nor a frame of perf script output`,
        );
      }
      // Lines that are no frames are source locations that `-F +srcline` prints after a frame.
      open.frames.push(...frameOf(line));
    }
  }
  if (open !== null) yield open;
}

/** A text that does not end with a line end was cut off: perf ends each line. */
function linesOf(text: string): readonly string[] {
  if (!text.endsWith('\n')) throw new BadProfile('the file is truncated');
  return text.split(/\r?\n/);
}

function frameOf(line: string): PerfFrame[] {
  const { symbol, object = '' } = FRAME.exec(line)?.groups ?? {};
  return symbol === undefined ? [] : [{ symbol: symbol.replace(OFFSET, ''), object }];
}
