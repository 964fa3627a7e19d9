import { readFileSync } from 'node:fs';

/** Services with one cause each for their slowness: the folders of test/fixtures/services. */
export const SERVICE_NAMES = [
  'cpu-in-package',
  'sequential-awaits',
  'n-plus-one',
  'missing-index',
  'blocking-read',
  'allocation-storm',
  'leak',
  'pool-wait',
  'slow-upstream',
  'saturated-disk',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Cause that was planted in a service, to be found. */
export interface PlantedCause {
  readonly function: string;
  /** From the project's folder. */
  readonly file: string;
  /** First line of the function, from 1. */
  readonly line: number;
  /** Line on which it waits or computes, from 1. */
  readonly atLine: number;
  /** Types of step that are right. */
  readonly types: readonly string[];
  /** `file:line` of what looks slow, and is never or hardly ever run. */
  readonly decoys: readonly string[];
}

/** The answer to a service, which its own folder does not tell. */
export function readPlantedCause(name: ServiceName): PlantedCause {
  const file = new URL(`../../test/fixtures/services/${name}/planted.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
