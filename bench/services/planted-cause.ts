import { readFileSync } from 'node:fs';

/** Services that are slow for one cause each: the folders of test/fixtures/services. */
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
  /** `file:line` of code that looks slow, but is never or rarely run. */
  readonly decoys: readonly string[];
}

/** Reads the planted cause of a service, which is not stored with its code. */
export function readPlantedCause(name: ServiceName): PlantedCause {
  const file = new URL(`../../test/fixtures/services/${name}/planted.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
