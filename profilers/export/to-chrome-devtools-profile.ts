import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { walkCallTree } from '../columnar-call-tree.ts';
import { joinIntoChunks, joinListIntoChunks, type ProfileExporter } from './profile-exporter.ts';

const US_PER_MS = 1_000;

/** Exports for Chrome DevTools: a `.cpuprofile` of time, a `.heapprofile` of memory. */
export const chromeExporter: ProfileExporter = {
  write: (profile) => {
    const { weight } = profile;
    if (weight === 'time' || weight === 'waited') return cpuProfile(profile);
    if (weight === 'allocated' || weight === 'held') return heapProfile(profile);
    if (weight !== 'instructions' && weight !== 'samples') return assertNever(weight);
    throw new UserError({
      code: 'not-exportable',
      message: `Chrome DevTools shows only time and memory profiles, but this is a profile of ${weight}.`,
      remedy: 'Export the profile with --export speedscope=FILE or --export pprof=FILE.',
    });
  },
};

/** Writes one sample for each node, which represents the time until the next sample. */
function* cpuProfile({ tree, functions }: Profile): Generator<string> {
  const children = childrenOf(tree.parent);
  const roots = children.get(-1) ?? [];
  const frames = functions.map((profiledFunction) => JSON.stringify(frameOf(profiledFunction)));
  const nodeText = (id: number, frame: string | undefined, hits: number, called: string): string =>
    `{"id":${id},"callFrame":${frame},"hitCount":${hits},"children":[${called}]}`;
  yield `{"nodes":[${nodeText(1, JSON.stringify(ROOT), 0, roots.map(idOf).join())}`;
  yield* joinIntoChunks(
    map(tree.of, (index, node) => {
      const called = children.get(node) ?? [];
      const hits = (tree.self[node] ?? 0) > 0 ? 1 : 0;
      return `,${nodeText(idOf(node), frames[index], hits, called.map(idOf).join())}`;
    }),
  );
  const seen: number[] = [];
  const deltas: number[] = [];
  let atMs = 0;
  let lastUs = 0;
  walkCallTree(tree.parent, {
    enter: (node) => {
      const self = tree.self[node] ?? 0;
      if (self === 0) return;
      // Rounds the sum, so that rounding errors do not accumulate.
      const us = Math.round(atMs * US_PER_MS);
      seen.push(idOf(node));
      deltas.push(us - lastUs);
      lastUs = us;
      atMs += self;
    },
    leave: () => undefined,
  });
  yield `],"startTime":0,"endTime":${Math.round(atMs * US_PER_MS)},"samples":[`;
  yield* joinListIntoChunks(map(seen, String));
  yield '],"timeDeltas":[';
  yield* joinListIntoChunks(map(deltas, String));
  yield ']}\n';
}

function* heapProfile({ tree, functions }: Profile): Generator<string> {
  const frames = functions.map((profiledFunction) => JSON.stringify(frameOf(profiledFunction)));
  const parts: string[] = [];
  let isFirst = true;
  walkCallTree(tree.parent, {
    enter: (node) => {
      const size = Math.round(tree.self[node] ?? 0);
      const frame = frames[tree.of[node] ?? 0];
      const comma = isFirst ? '' : ',';
      parts.push(
        `${comma}{"callFrame":${frame},"selfSize":${size},"id":${idOf(node)},"children":[`,
      );
      isFirst = true;
    },
    leave: () => {
      parts.push(']}');
      isFirst = false;
    },
  });
  yield `{"head":{"callFrame":${JSON.stringify(ROOT)},"selfSize":0,"id":1,"children":[`;
  yield* joinIntoChunks(parts);
  yield ']},"samples":[]}\n';
}

const ROOT = {
  functionName: '(root)',
  scriptId: '0',
  url: '',
  lineNumber: -1,
  columnNumber: -1,
} as const;

/** 1 is the root. */
function idOf(node: number): number {
  return node + 2;
}

/** Lines and columns start at 0, −1 if there are none; scripts have no ids outside of V8. */
function frameOf({ name, file, line, column }: ProfiledFunction): typeof ROOT | object {
  return {
    functionName: name === '(anonymous)' ? '' : name,
    scriptId: '0',
    url: file === null ? '' : urlOf(file),
    lineNumber: line === null ? -1 : line - 1,
    columnNumber: column === null ? -1 : column - 1,
  };
}

function urlOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file;
}

/** Returns the callees of each node that has any; those of −1 have no caller. */
function childrenOf(parent: Int32Array): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const [node, above] of parent.entries()) {
    const known = children.get(above);
    if (known === undefined) children.set(above, [node]);
    else known.push(node);
  }
  return children;
}

function* map<T>(items: Iterable<T>, make: (item: T, index: number) => string): Generator<string> {
  let index = 0;
  for (const item of items) {
    yield make(item, index);
    index += 1;
  }
}
