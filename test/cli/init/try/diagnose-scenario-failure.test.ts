import { describe, expect, it } from 'vitest';
import {
  describeProjectFailure,
  findMissingRequirement,
} from '../../../../cli/init/try/diagnose-scenario-failure.ts';

const REMEDIES = { isInstalled: true, example: null, build: 'npm run build', install: 'npm ci' };

describe('the missing requirement of a failed program', () => {
  it.for([
    [
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      'PostgreSQL on port 5432, where nothing is listening',
    ],
    ['connect ECONNREFUSED ::1:4711', 'a service on port 4711, where nothing is listening'],
    [
      "Error: Cannot find module '/work/app/dist/main.js'\n  code: 'MODULE_NOT_FOUND'",
      'a build first: npm run build',
    ],
    [
      "Error: Could not find a production build in the '.next' directory.",
      'a build first: npm run build',
    ],
    [
      'ZodError: invalid environment\n  DATABASE_URL: Required\n  JWT_SECRET: Required',
      'the environment variables DATABASE_URL, JWT_SECRET',
    ],
    ["Cannot find module 'koa'\n  code: 'MODULE_NOT_FOUND'", 'koa, which is not installed: npm ci'],
    ['TypeError: a is not a function', null],
    // An alias of the project's own, which no installation brings.
    ["Cannot find package '@/common' imported from /app/src/index.ts", null],
    // Neither an error code nor a variable that is not reported missing is a variable to set.
    ['Error [ERR_INVALID_ARG_TYPE]: expected a string', null],
    ['listening with LOG_LEVEL info', null],
  ] as const)('is read from %s', ([output, needs]) => {
    expect(findMissingRequirement(output, REMEDIES)).toBe(needs);
  });

  it('is an installation when nothing is installed, whatever is missing', () => {
    const output = 'sh: 1: nest: not found';
    const needs = findMissingRequirement(output, {
      ...REMEDIES,
      isInstalled: false,
      install: 'pnpm install',
    });
    expect(needs).toBe('its packages: pnpm install');
  });

  it('names the file that shows the variables', () => {
    const needs = findMissingRequirement('DATABASE_URL is required', {
      ...REMEDIES,
      example: '.env.example',
    });
    expect(needs).toBe(
      'the environment variable DATABASE_URL, as .env.example shows: cp .env.example .env',
    );
  });

  it('is reported in one sentence with the line of the error', () => {
    const output = 'starting\nTypeError: x is undefined\n    at main (/app/a.js:1:2)\nNode.js v26';
    expect(describeProjectFailure('it exited with code 1', output, REMEDIES)).toBe(
      'it exited with code 1: TypeError: x is undefined',
    );
  });

  it('is a service that it may wait for, unless the program names what it needs', () => {
    const silent = ['MongoDB on port 27017 (DATABASE_PORT)'];
    const problem = (output: string): string =>
      describeProjectFailure('it did not listen', output, REMEDIES, silent);
    expect(problem('modules initialized')).toBe(
      'it did not listen: modules initialized; it may need MongoDB on port 27017 (DATABASE_PORT), where nothing is listening',
    );
    expect(problem('connect ECONNREFUSED 127.0.0.1:5432')).not.toContain('MongoDB');
  });
});
