/** Loads the library that reads sources when a command requests it: measuring does not need it. */
import { describeMissingPackage, loadIfInstalled } from './missing-plugin-package.ts';

export type { CodeRule } from '../plugins/analysis/index.ts';

export type SourceAnalysis = typeof import('../plugins/analysis/index.ts');

/** @throws UserError if its package is not installed. */
export async function loadSourceAnalysis(): Promise<SourceAnalysis> {
  try {
    return await import('../plugins/analysis/index.ts');
  } catch (error) {
    throw describeMissingPackage(error);
  }
}

/**
 * Loads the code reader for optional features: null if its package is not installed, in which case
 * `SOURCES_NOT_READ` has the sentence to report.
 */
export async function loadSourceAnalysisIfInstalled(): Promise<SourceAnalysis | null> {
  return loadIfInstalled(() => import('../plugins/analysis/index.ts'), null);
}

export const SOURCES_NOT_READ =
  'no source files were read; reading them needs a separate package: npm install --save-dev @perf-harness/analysis';
