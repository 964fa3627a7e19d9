import { gzipSync } from 'node:zlib';
import { Profile as PprofFile, type SampleInput, StringTable } from 'pprof-format';
import type { Profile, ProfileWeight } from '../../harness/model/program/profile.ts';
import type { ProfileExporter } from './profile-exporter.ts';

const NS_PER_MS = 1_000_000;

/** Name and unit of each weight, as in Go where it has the same, and the factor from ours. */
const VALUES = {
  time: { type: 'time', unit: 'nanoseconds', factor: NS_PER_MS },
  waited: { type: 'delay', unit: 'nanoseconds', factor: NS_PER_MS },
  allocated: { type: 'alloc_space', unit: 'bytes', factor: 1 },
  held: { type: 'inuse_space', unit: 'bytes', factor: 1 },
  instructions: { type: 'instructions', unit: 'count', factor: 1 },
  samples: { type: 'samples', unit: 'count', factor: 1 },
} as const satisfies Record<ProfileWeight, object>;

/** The form of `go tool pprof` and of most continuous profilers, packed with gzip as it has to be. */
export const pprofExporter: ProfileExporter = {
  write: (profile, { name, createdAt }) => {
    const strings = new StringTable();
    const { type, unit, factor } = VALUES[profile.weight];
    const valueType = { type: strings.dedup(type), unit: strings.dedup(unit) };
    const file = new PprofFile({
      sampleType: [valueType],
      periodType: valueType,
      period: 1,
      sample: samplesOf(profile, factor),
      // Viewers look for the program's symbols unless a mapping states that all functions have
      // names.
      mapping: [
        {
          id: 1,
          filename: strings.dedup(name),
          hasFunctions: true,
          hasFilenames: true,
          hasLineNumbers: true,
        },
      ],
      // The line that ran is known for a function, but not for a stack: 0 stands for unknown.
      location: profile.functions.map((_, index) => ({
        id: index + 1,
        mappingId: 1,
        line: [{ functionId: index + 1, line: 0 }],
      })),
      function: profile.functions.map((profiledFunction, index) => ({
        id: index + 1,
        name: strings.dedup(profiledFunction.name),
        systemName: strings.dedup(profiledFunction.name),
        filename: strings.dedup(profiledFunction.file ?? ''),
        startLine: profiledFunction.line ?? 0,
      })),
      stringTable: strings,
      comment: [strings.dedup(`${profile.tool}, exported by perf-harness`)],
      timeNanos: BigInt(createdAt.getTime()) * BigInt(NS_PER_MS),
    });
    return gzipSync(file.encode());
  },
};

function samplesOf({ tree }: Profile, factor: number): SampleInput[] {
  const samples: SampleInput[] = [];
  for (const [node, self] of tree.self.entries()) {
    const value = Math.round(self * factor);
    if (value === 0) continue;
    const locationId: number[] = [];
    for (let at = node; at >= 0; at = tree.parent[at] ?? -1)
      locationId.push((tree.of[at] ?? 0) + 1);
    samples.push({ locationId, value: [value] });
  }
  return samples;
}
