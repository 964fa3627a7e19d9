import type { MeasuredGain } from './measured-gain.ts';

/** By the id of a codemod. Written by `npm run bench -- --none` from bench/results; do not edit. */
export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {};
