/** TypeScript from version 7 on, a program of its own: it is started once for each file that is not kept yet. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { settingsFor } from './settings.ts';
import {
  nameAndVersion,
  syntaxErrorAt,
  type Transformable,
  type Transformer,
} from './transformer.ts';

const TIME_LIMIT_MS = 60_000;
/** `main.ts(2,25): error TS1005: ',' expected.`; messages of the parser begin with 1. */
const SYNTAX_ERROR = /^\S[^\n]*\((\d+),(\d+)\): error TS1\d{3}: (.+)$/mu;

/** @param manifest - Absolute path of the package.json of `typescript`, of version 7 or newer. */
export function nativeTypescriptAt(manifest: string): Transformer {
  return {
    ...nameAndVersion(manifest),
    transform: (file, transformable) => transformBy(programOf(manifest), file, transformable),
  };
}

/** The compiler for this platform lies in a package of its own. */
function programOf(manifest: string): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  const folder = dirname(createRequire(manifest).resolve(`${platform}/package.json`));
  return ['tsc', 'tsc.exe'].map((name) => join(folder, 'lib', name)).find(existsSync) ?? 'tsc';
}

/** In a folder without a package.json, where a file is CommonJS unless its settings say otherwise. */
function transformBy(program: string, file: string, transformable: Transformable): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-tsc-'));
  try {
    const name = basename(file);
    writeFileSync(join(folder, name), transformable.source);
    const config = {
      compilerOptions: {
        ...settingsFor(transformable),
        // One file is translated, and none of what it imports is looked at.
        isolatedModules: true,
        noCheck: true,
        noLib: true,
        noResolve: true,
        types: [],
      },
      files: [name],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, error } = spawnSync(program, ['--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: TIME_LIMIT_MS,
    });
    if (error !== undefined) throw error;
    const [, line, column, message] = SYNTAX_ERROR.exec(stdout) ?? [];
    if (message !== undefined) {
      const place = { line: Number(line), column: Number(column) };
      throw syntaxErrorAt(file, transformable.source, message, place);
    }
    return readFileSync(join(folder, outputName(name)), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputName(name: string): string {
  return name.replace(/\.([cm]?)[jt]sx?$/u, '.$1js');
}
