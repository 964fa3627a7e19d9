import type { Profile } from '../../harness/model/program/profile.ts';
import { createTicksProfile } from '../0x/read-zero-x-ticks.ts';
import { parseLoggedFunction } from '../create-v8-profiled-function.ts';
import { parseProfileJson, readFirstKeys } from '../parse-profile-json.ts';
import {
  createProfileBuilder,
  NO_PARENT,
  type ProfileBuilder,
  rememberFunctions,
} from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

interface StackNode {
  /** Name followed by its kind: `write [CPP]`, `require node:… [INIT]`. */
  readonly name: string;
  /** Ticks while it was the innermost. */
  readonly top: number;
  readonly children?: readonly StackNode[];
}

/** Kind at the end of a name that is not JavaScript of the program. */
const KIND = / \[(?:[A-Z_]+(?::\w+)?|INIT)\]/g;

/** Reads the files that 0x writes next to its flame graph: `stacks.PID.json` and `ticks.json`. */
export const zeroXImporter: TextImporter = {
  tool: '0x',
  title: '0x (--tree-debug, --write-ticks)',
  recognises: (head) =>
    readFirstKeys(head).keys.some((key) => /^(?:un)?merged$/.test(key)) ||
    /^\s*\[\s*\[\s*\{[^}]*"name"\s*:/.test(head),
  read: (text, own) => {
    const data = parseProfileJson(text);
    if (Array.isArray(data)) return needTicks(createTicksProfile(data, own));
    const builder = createProfileBuilder();
    const functionOf = rememberFunctions(builder, (name: string) =>
      parseLoggedFunction(name.replace(KIND, ''), own),
    );
    const { merged } = (data ?? {}) as { merged?: unknown };
    const samples = readTree(merged, builder, functionOf);
    return needTicks(builder.build({ tool: '0x', weight: 'samples', threads: 1, samples }));
  },
};

/** @throws BadProfile if it has no ticks. */
function needTicks(profile: Profile): Profile {
  if (profile.samples === 0) throw new BadProfile('the file has no ticks');
  return profile;
}

function readTree(
  root: unknown,
  builder: ProfileBuilder,
  functionOf: (name: string) => number,
): number {
  let samples = 0;
  const waiting = checkNode(root).children?.map((node) => ({ node, above: NO_PARENT })) ?? [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, top, children = [] } = checkNode(next.node);
    const above = builder.node(next.above, functionOf(name));
    builder.add(above, top);
    samples += top;
    for (const node of children) waiting.push({ node, above });
  }
  return samples;
}

function checkNode(node: unknown): StackNode {
  const { name, top, children } = (node ?? {}) as Partial<StackNode>;
  const isSound =
    typeof name === 'string' &&
    typeof top === 'number' &&
    (children === undefined || Array.isArray(children));
  if (!isSound) throw new BadProfile('a node lacks `name` or `top`, which 0x nodes have');
  return node as StackNode;
}
