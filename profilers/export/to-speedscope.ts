import type {
  Profile,
  ProfiledFunction,
  ProfileWeight,
} from '../../harness/model/program/profile.ts';
import { walkCallTree } from '../columnar-call-tree.ts';
import { type ExportFacts, joinListIntoChunks, type ProfileExporter } from './profile-exporter.ts';

const UNITS = {
  time: 'milliseconds',
  waited: 'milliseconds',
  allocated: 'bytes',
  held: 'bytes',
  instructions: 'none',
  samples: 'none',
} as const satisfies Record<ProfileWeight, string>;

/** Exports frames' open and close events: each node once; stacks would repeat it from the root. */
export const speedscopeExporter: ProfileExporter = { write };

function* write(profile: Profile, { name }: ExportFacts): Generator<string> {
  const { events, end } = eventsOf(profile);
  const head = {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'perf-harness',
    name,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"shared":{"frames":[`;
  yield* joinListIntoChunks(
    profile.functions.map((profiledFunction) => JSON.stringify(frameOf(profiledFunction))),
  );
  const facts = { type: 'evented', name, unit: UNITS[profile.weight], startValue: 0 };
  yield `]},"profiles":[${JSON.stringify(facts).slice(0, -1)},"endValue":${end},"events":[`;
  yield* joinListIntoChunks(events);
  yield ']}]}\n';
}

function frameOf({ name, file, line, column }: ProfiledFunction) {
  return {
    name,
    ...(file !== null && { file }),
    ...(line !== null && { line }),
    ...(column !== null && { col: column }),
  };
}

function eventsOf({ tree }: Profile): { readonly events: readonly string[]; readonly end: number } {
  const events: string[] = [];
  let at = 0;
  walkCallTree(tree.parent, {
    enter: (node) => {
      events.push(`{"type":"O","frame":${tree.of[node]},"at":${at}}`);
      at += tree.self[node] ?? 0;
    },
    leave: (node) => {
      events.push(`{"type":"C","frame":${tree.of[node]},"at":${at}}`);
    },
  });
  return { events, end: at };
}
