import type { Profile } from '../../harness/model/program/profile.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { parseProfileJson } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT, rememberFunctions } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

interface TickFrame {
  /** `parse /app/parse.js:14:3`, the symbol of native code, or the file of a library. */
  readonly name: string;
  /** `JS`, `CPP`, `SHARED_LIB`, `CODE`. Files of old do without. */
  readonly type?: string;
}

/** Name and location; a name contains no file location, a path may contain spaces. */
const PLACED =
  /^(?<name>.*?) ?(?<file>(?:node:|file:|internal\/|[A-Za-z]:[\\/]|\/|\[eval|evalmachine).*?):(?<line>\d+):(?<column>\d+)$/s;
/** 0x's own frames, which 0x leaves out of its graphs too. */
const OF_0X = /[\\/]0x[\\/]lib[\\/]preload[\\/]/;

/**
 * Reads ticks of 0x and clinic's flame, stacks of frames from the
 * outermost. @param own - With a final slash. @throws BadProfile
 */
export function readZeroXTicks(text: string, own: string): Profile {
  const ticks = parseProfileJson(text);
  if (!Array.isArray(ticks))
    throw new BadProfile('the file is not a list of stacks as written by 0x');
  return createTicksProfile(ticks, own);
}

/** Like `readTicks`, for parsed data. @throws BadProfile if an entry is not a stack. */
export function createTicksProfile(ticks: readonly unknown[], own: string): Profile {
  const builder = createProfileBuilder();
  const indexOf = rememberFunctions(
    builder,
    (frame: TickFrame) => nameTick(frame, own),
    ({ type = '', name }) => `${type}\0${name}`,
  );
  let samples = 0;
  for (const [position, stack] of ticks.entries()) {
    if (!Array.isArray(stack)) throw new BadProfile(`tick ${position} is not a list of frames`);
    let node = NO_PARENT;
    for (const frame of stack) {
      const checked = checkFrame(frame, position);
      if (!OF_0X.test(checked.name)) node = builder.node(node, indexOf(checked));
    }
    // Ticks during V8's startup and shutdown have no known frames.
    if (node === NO_PARENT) continue;
    builder.add(node, 1);
    samples += 1;
  }
  return builder.build({ tool: '0x', weight: 'samples', threads: 1, samples });
}

function checkFrame(frame: unknown, position: number): TickFrame {
  if (typeof (frame as Partial<TickFrame> | null)?.name === 'string') return frame as TickFrame;
  throw new BadProfile(`tick ${position} has a frame without a name`);
}

function nameTick(
  { name, type }: TickFrame,
  own: string,
): ReturnType<typeof createV8ProfiledFunction> {
  const place = type === undefined || type === 'JS' ? PLACED.exec(name)?.groups : undefined;
  return createV8ProfiledFunction(
    {
      functionName: place?.name ?? name,
      url: place?.file ?? '',
      lineNumber: Number(place?.line ?? 0) - 1,
      columnNumber: Number(place?.column ?? 0) - 1,
    },
    own,
  );
}
