import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { importProfile } from '../../profilers/import/import-profile.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';

/** Folder of files that real tools wrote; its README names the tools. */
export const PROFILE_FIXTURES = join(import.meta.dirname, '../fixtures/profile');

const OWN = '/perf-harness/';
const { readByteParts } = createHost().files;

/** A file of the fixtures, unpacked. */
export async function readFixtureBytes(name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of readByteParts(join(PROFILE_FIXTURES, name))) parts.push(part);
  return Buffer.concat(parts);
}

export function readProfileFixture(name: string): Promise<Profile> {
  return importProfile(readByteParts(join(PROFILE_FIXTURES, name)), OWN);
}

export function readProfileContent(content: string | Uint8Array): Promise<Profile> {
  return importProfile(partsOf(content), OWN);
}

/** In parts of odd sizes, as a file system might give it. */
async function* partsOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 4_099) yield bytes.subarray(at, at + 4_099);
}

/** Summarizes the functions by name: self weight, total weight and location. */
export function summarizeFunctions(profile: Profile) {
  return Object.fromEntries(
    computeFunctionWeights(profile).map(({ of, self, total }) => [of.name, { ...of, self, total }]),
  );
}

/** Returns the self weights of functions by name; functions of the same name are summed. */
export function selfWeightsByName(profile: Profile): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { of, self } of computeFunctionWeights(profile)) {
    if (self > 0) found.set(of.name, (found.get(of.name) ?? 0) + self);
  }
  return found;
}

/** Weight at the lines of a function, by line. */
export function lineWeights({ functions, lines }: Profile, name: string): Record<number, number> {
  return Object.fromEntries(
    lines
      .filter(({ of }) => functions[of]?.name === name)
      .map(({ line, weight }) => [line, weight]),
  );
}
