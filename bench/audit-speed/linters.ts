import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A linter with those of its public rules that come nearest to what the audit looks for. */
export interface Linter {
  readonly name: string;
  readonly language: 'TypeScript' | 'Python';
  readonly file: string;
  readonly args: readonly string[];
  readonly places: (stdout: string) => readonly Place[];
}

/** What a tool reports. */
export interface Place {
  readonly rule: string;
  /** As the tool names it, from the folder or absolute. */
  readonly file: string;
  readonly line: number;
}

const PYTHON = ['ruff==0.17.6', 'pylint==4.1.4', 'semgrep==1.185.0'];
const NODE = ['eslint@10.15.0', 'typescript-eslint@8.74.0', 'eslint-plugin-n@18.5.0'];
const RULES = 'semgrep/semgrep-rules';
/** Of the public rules of semgrep. */
const SEMGREP = {
  TypeScript: ['javascript/lang/best-practice'],
  Python: [
    'python/lang/correctness/sync-sleep-in-async-code.yaml',
    'python/lang/best-practice/sleep.yaml',
    'python/django/performance',
    'python/sqlalchemy/performance',
  ],
} as const;

/** Installs them into a folder, once, and says how each is run. */
export function linters(folder: string, mirrors: string): readonly Linter[] {
  const python = join(folder, 'python');
  if (!existsSync(join(python, 'bin/semgrep'))) {
    run('python3', ['-m', 'venv', python]);
    run(join(python, 'bin/pip'), ['install', '--quiet', ...PYTHON]);
  }
  const eslint = join(folder, 'eslint');
  if (!existsSync(join(eslint, 'node_modules/eslint'))) {
    mkdirSync(eslint, { recursive: true });
    writeFileSync(join(eslint, 'package.json'), '{ "private": true }\n');
    run('npm', ['install', '--silent', '--prefix', eslint, ...NODE]);
  }
  writeFileSync(join(eslint, 'eslint.config.mjs'), ESLINT);
  const semgrep = join(folder, 'semgrep');
  if (!existsSync(semgrep)) {
    const mirror = join(mirrors, RULES.replace('/', '+'), 'repo');
    mkdirSync(semgrep);
    const archive = spawnSync('git', ['-C', mirror, 'archive', 'HEAD', 'python', 'javascript'], {
      maxBuffer: 2_000_000_000,
    });
    spawnSync('tar', ['x', '-C', semgrep], { input: archive.stdout });
  }
  return [
    {
      name: 'ruff',
      language: 'Python',
      file: join(python, 'bin/ruff'),
      places: ruffPlaces,
      args: [
        'check',
        '--isolated',
        '--no-cache',
        '--exit-zero',
        '--output-format',
        'json',
        '--select',
        'PERF,ASYNC,SIM',
        '.',
      ],
    },
    {
      name: 'pylint',
      language: 'Python',
      file: join(python, 'bin/pylint'),
      args: [
        '--rcfile=/dev/null',
        '--recursive=y',
        '-j',
        '2',
        '--output-format=json',
        '--exit-zero',
        '--disable=all',
        '--enable=R1728,R1729,W8201,W8202,W8205,C0201',
        '.',
      ],
      places: pylintPlaces,
    },
    ...(['Python', 'TypeScript'] as const).map((language) => ({
      name: 'semgrep',
      language,
      file: join(python, 'bin/semgrep'),
      args: [
        'scan',
        '--metrics',
        'off',
        '--disable-version-check',
        '--json',
        '--quiet',
        '-j',
        '2',
        ...SEMGREP[language].flatMap((one) => {
          const rules = join(semgrep, one);
          return existsSync(rules) ? ['--config', rules] : [];
        }),
        '.',
      ],
      places: semgrepPlaces,
    })),
    {
      name: 'eslint',
      language: 'TypeScript',
      file: process.execPath,
      args: [
        join(eslint, 'node_modules/eslint/bin/eslint.js'),
        '--config',
        join(eslint, 'eslint.config.mjs'),
        '--no-warn-ignored',
        '--format',
        'json',
        '.',
      ],
      places: eslintPlaces,
    },
  ];
}

const ESLINT = `import n from 'eslint-plugin-n';
import ts from 'typescript-eslint';

// Neither rule needs types, but one asks for them where the parser says that it has some.
const parser = {
  parseForESLint(text, options) {
    const { services, ...parsed } = ts.parser.parseForESLint(text, options);
    return parsed;
  },
};

export default [
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.{ts,tsx,mts,js,jsx}'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { n },
    rules: { 'no-await-in-loop': 'warn', 'n/no-sync': 'warn' },
  },
];
`;

function ruffPlaces(stdout: string): readonly Place[] {
  const all = JSON.parse(stdout) as {
    readonly code: string;
    readonly filename: string;
    readonly location: { readonly row: number };
  }[];
  return all.map(({ code, filename, location }) => ({
    rule: code,
    file: filename,
    line: location.row,
  }));
}

function pylintPlaces(stdout: string): readonly Place[] {
  const all = JSON.parse(stdout) as { symbol: string; path: string; line: number }[];
  return all.map(({ symbol, path, line }) => ({ rule: symbol, file: path, line }));
}

function semgrepPlaces(stdout: string): readonly Place[] {
  const { results } = JSON.parse(stdout) as {
    readonly results: readonly {
      readonly check_id: string;
      readonly path: string;
      readonly start: { readonly line: number };
    }[];
  };
  return results.map(({ check_id: id, path, start }) => ({
    rule: id.split('.').at(-1) ?? id,
    file: path,
    line: start.line,
  }));
}

function eslintPlaces(stdout: string): readonly Place[] {
  const all = JSON.parse(stdout) as {
    readonly filePath: string;
    readonly messages: readonly { readonly ruleId: string | null; readonly line: number }[];
  }[];
  return all.flatMap(({ filePath, messages }) =>
    messages.flatMap(({ ruleId, line }) =>
      ruleId === null ? [] : [{ rule: ruleId, file: filePath, line }],
    ),
  );
}

function run(file: string, args: readonly string[]): void {
  const { status } = spawnSync(file, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed`);
}
