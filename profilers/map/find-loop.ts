import type { CodeIndex } from './code-index.ts';
import { type MapNode, placeKey } from './map-node.ts';

/** A loop of the source that something is waited for in. */
export interface FoundLoop {
  /** The function that the loop stands in. */
  readonly node: MapNode;
  /** Of the call in the loop. */
  readonly line: number;
}

/** The innermost loop around a wait: from its own call outwards, through who called it. */
export function findLoop(wait: MapNode, code: CodeIndex): FoundLoop | null {
  const lines = new Map(wait.wait?.frames.map(({ of, line }) => [placeKey(of), line]));
  let below: MapNode | null = null;
  for (let node = wait.above; node !== null; node = node.above) {
    const of = code.functionOf(node.of);
    const line = lines.get(node.key);
    const called = below === null ? null : code.functionOf(below.of);
    below = node;
    if (of === null) continue;
    const calls =
      line === undefined || line === 0 ? code.callsTo(of, called) : code.callsAt(of, line);
    const loop = calls.find(({ loops }) => loops > 0);
    if (loop !== undefined) return { node, line: loop.line };
  }
  return null;
}
