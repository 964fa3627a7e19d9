import { readFileSync } from 'node:fs';
import { defineScenario } from 'perf-harness';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');

export default defineScenario({ name: 'parse lockfile', run: () => JSON.parse(text) });
