import type { Profile } from '../../harness/model/program/profile.ts';
import { findFrameIndex } from './outside-call.ts';

/** Time within outside calls, as a profile of the tests shows it. */
export type OutsideCallTimes = ReturnType<typeof sumOutsideCallTimes>;

const NO_CALL = -1;

/**
 * Sums the time of a profile by outside call; the parts do not overlap, since a function that the
 * package calls itself belongs to the call from outside. The work of the recorder is left out.
 * @param isOwnSource - True for the package's own files, tests excluded.
 */
export function sumOutsideCallTimes(
  { functions, tree: { parent, of, self } }: Profile,
  isOwnSource: (file: string) => boolean,
) {
  const places = functions.map(({ name, owner, file }) => ({
    index: findFrameIndex(name),
    isHarness: owner === 'harness',
    isProgram: owner === 'project' || owner === 'package',
    isOwn: owner === 'project' && file !== null && isOwnSource(file),
  }));
  const calls = new Int32Array(of.length).fill(NO_CALL);
  const isWithin = new Uint8Array(of.length);
  const isRecorder = new Uint8Array(of.length);
  const byIndex = new Map<number, number>();
  let totalMs = 0;
  for (const [node, functionIndex] of of.entries()) {
    const above = parent[node] ?? -1;
    const place = places[functionIndex];
    const call = calls[above] ?? NO_CALL;
    calls[node] = call === NO_CALL ? (place?.index ?? NO_CALL) : call;
    isWithin[node] = place?.isOwn === true || isWithin[above] === 1 ? 1 : 0;
    const isFrame = place?.index !== null;
    isRecorder[node] =
      place?.isHarness === true ||
      (isRecorder[above] === 1 && place?.isProgram !== true && !isFrame)
        ? 1
        : 0;
    if (isWithin[node] !== 1 || isRecorder[node] === 1) continue;
    const ms = self[node] ?? 0;
    totalMs += ms;
    const own = calls[node] ?? NO_CALL;
    if (own !== NO_CALL) byIndex.set(own, (byIndex.get(own) ?? 0) + ms);
  }
  return {
    /** Milliseconds that the tests spend in the package, with everything it calls. */
    totalMs,
    /** Milliseconds within the outside calls of each function, by its index. */
    byIndex,
  };
}
