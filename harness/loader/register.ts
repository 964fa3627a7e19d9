/**
 * Imported first in every child that loads user code: `perf-harness` means the one that runs, and
 * TypeScript is loaded as people write it, where Node.js alone would not.
 */
import './register-self.ts';
import { registerHooks } from 'node:module';
import { loadSource } from './load-source.ts';
import { asOwnWork } from './own-work.ts';
import { resolveSource } from './resolve-source.ts';

registerHooks({ resolve: asOwnWork(resolveSource), load: asOwnWork(loadSource) });
