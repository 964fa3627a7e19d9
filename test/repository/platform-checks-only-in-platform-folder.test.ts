/** Restricts checks for the operating system to harness/host/platform. */
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { listSourceFiles, readRepositoryFile } from './read-repository-sources.ts';

const ROOM = 'harness/host/platform/';

/** Members that reveal the platform, or that only some platforms support. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  process: [
    'platform',
    'getuid',
    'geteuid',
    'getgid',
    'getegid',
    'getgroups',
    'setuid',
    'setgid',
    'seteuid',
    'setegid',
    'setgroups',
    'initgroups',
    'umask',
  ],
  os: ['platform', 'type', 'version', 'setPriority', 'getPriority', 'userInfo'],
};
/** The same, imported by their names. */
const FROM_OS: ReadonlySet<string> = new Set(MEMBERS.os);
/** Paths in which the kernel of Linux reports about itself, and names of its abstract sockets. */
const KERNEL_TEXT = /^(?:\/(?:proc|sys)\/|\/(?:proc|sys)$|\0\w)/u;
const FORBIDDEN_SIGNAL = /^SIG(?:USR[12]|STOP|TSTP|CONT|CHLD|ALRM|PIPE)$/u;

/** Accepted uses, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // The signal opens the inspector of a process that the platform has identified; otherwise none is
  // sent.
  'harness/host/network/open-node-inspector.ts': ['SIGUSR1'],
  // Only marks a place for valgrind, which runs on Linux.
  'harness/executors/instructions/count-call-instructions.ts': ['os.getPriority'],
  // perf runs on Linux.
  'profilers/perf/perf-profiler.ts': ['sh -c'],
  // A name freed by the kernel: used only on platforms with such names.
  'harness/host/lock/measurement-lock-address.ts': ['\0perf-harness-'],
  // Native packages are named after the platform that they are for.
  'harness/executors/command/launcher/load-koffi-native-addon.ts': ['process.platform'],
  'harness/loader/transformer/find-transformer.ts': ['process.platform'],
};

/** Modules of one platform alone, and code that may import them, since it runs only there. */
const OF_ONE = /\/platform\/(?:linux|macos|windows|other)\//u;
const ON_LINUX_ALONE = /^(?:harness\/executors\/command\/launcher|profilers\/perf)\//u;

const shipped = listSourceFiles().filter(
  (path) =>
    /^(api|cli|harness|options|reports|plugins|profilers|project)\/|^index\.ts$/.test(path) &&
    !path.startsWith(ROOM),
);

/** Returns the checks for the platform in the text of a module. */
function asksOf(path: string, text = readRepositoryFile(path)): readonly string[] {
  const found: string[] = [];
  const look = (value: string): void => {
    if (KERNEL_TEXT.test(value) || FORBIDDEN_SIGNAL.test(value)) found.push(value);
  };
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      if (MEMBERS[object.name]?.includes(property.name)) {
        found.push(`${object.name}.${property.name}`);
      }
    },
    VariableDeclarator: ({ id, init }) => {
      if (id.type !== 'ObjectPattern' || init?.type !== 'Identifier') return;
      for (const property of id.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
        if (MEMBERS[init.name]?.includes(property.key.name)) {
          found.push(`${init.name}.${property.key.name}`);
        }
      }
    },
    ImportDeclaration: ({ source, specifiers }) => {
      if (!/^(?:node:)?(?:os|process)$/u.test(source.value)) return;
      for (const specifier of specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier')
          continue;
        const { name } = specifier.imported;
        if (FROM_OS.has(name) || MEMBERS.process?.includes(name)) found.push(`os.${name}`);
      }
    },
    ArrayExpression: ({ elements: [program, flag] }) => {
      if (program?.type !== 'Literal' || flag?.type !== 'Literal' || flag.value !== '-c') return;
      // Windows has a different shell.
      if (/^(?:\/bin\/)?(?:ba)?sh$/u.test(String(program.value))) found.push('sh -c');
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      // A negative number is a process group, which Windows lacks.
      if (callee.property.name === 'kill' && first?.type === 'UnaryExpression') {
        found.push('kill of a group');
      }
    },
    Literal: ({ value }) => {
      if (typeof value === 'string') look(value);
    },
    TemplateLiteral: ({ quasis }) => look(quasis[0]?.value.cooked ?? ''),
  }).visit(parseSync(path, text).program);
  return found;
}

const asked = shipped.flatMap((path) => asksOf(path).map((what) => ({ path, what })));
const isExcepted = ({ path, what }: { readonly path: string; readonly what: string }): boolean =>
  EXCEPTIONS[path]?.includes(what) ?? false;

describe('the platform check', () => {
  test('occurs only in the platform folder', () => {
    expect(shipped.length).toBeGreaterThan(500);
    const wrong = asked.filter((usage) => !isExcepted(usage));
    expect(wrong.map(({ path, what }) => `${path}: ${JSON.stringify(what)}`)).toEqual([]);
  });

  test('has no unnecessary exception', () => {
    const needed = asked.filter(isExcepted).map(({ path, what }) => `${path}: ${what}`);
    const given = Object.entries(EXCEPTIONS).flatMap(([path, all]) =>
      all.map((what) => `${path}: ${what}`),
    );
    expect([...new Set(needed)].sort()).toEqual(given.sort());
  });

  test('chooses the platform in its folder, and no module bypasses the choice', () => {
    const past = shipped.filter((path) => OF_ONE.test(readRepositoryFile(path)));
    expect(past.length).toBeGreaterThan(0);
    expect(past.filter((path) => !ON_LINUX_ALONE.test(path))).toEqual([]);
  });

  test.each([
    ["readFileSync('/proc/self/status')", ['/proc/self/status']],
    ["readdirSync('/proc')", ['/proc']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source text.
    ['read(`/sys/fs/cgroup/${group}`)', ['/sys/fs/cgroup/']],
    ["if (process.platform === 'win32') go()", ['process.platform']],
    ['const { platform } = process', ['process.platform']],
    ["import { platform } from 'node:os'", ['os.platform']],
    ["import * as os from 'node:os'; os.setPriority(1)", ['os.setPriority']],
    ['process.getuid?.()', ['process.getuid']],
    ['process.kill(-pid, 0)', ['kill of a group']],
    ["process.on('SIGUSR2', go)", ['SIGUSR2']],
    ["listen('\\0name')", ['\0name']],
    ["start(['sh', '-c', text])", ['sh -c']],
    ["join('\\0'); say('see /proc/self/io'); process.kill(pid, 'SIGTERM')", []],
  ])('recognises %s', (text, expected) => {
    expect(asksOf('some.ts', text)).toEqual(expected);
  });
});
