/** Search and start of programs on Windows, with paths of that system. */
import { describe, expect, test } from 'vitest';
import {
  createBatchFileArguments,
  createWindowsProgramStarter,
} from '../../../../../harness/host/platform/windows/windows-platform.ts';

const ENV = {
  Path: 'C:\\Program Files\\nodejs;"D:\\my tools";',
  PathExt: '.COM;.EXE;.BAT;.CMD',
  ComSpec: 'C:\\Windows\\system32\\cmd.exe',
};
const CWD = 'C:\\work\\my project';
const NPM = 'C:\\Program Files\\nodejs\\npm.cmd';

/** Creates programs of a machine with these files, whose names are case-insensitive. */
function programsWith(...files: readonly string[]) {
  const known = new Set(files.map((file) => file.toLowerCase()));
  return createWindowsProgramStarter((path) => known.has(path.toLowerCase()));
}

describe('a program', () => {
  const start = (file: string, ...files: readonly string[]) =>
    programsWith(...files).toStart(file, ['--version'], { cwd: CWD, env: ENV });

  test('is found by the extensions of PATHEXT, in the folders of PATH', () => {
    const node = 'C:\\Program Files\\nodejs\\node.EXE';
    expect(start('node', node)).toEqual({ file: node, args: ['--version'], isVerbatim: false });
    expect(start('k6', 'D:\\my tools\\k6.exe').file).toBe('D:\\my tools\\k6.EXE');
  });

  test('is tried as given first when it has an extension', () => {
    expect(start('k6.exe', 'D:\\my tools\\k6.exe').file).toBe('D:\\my tools\\k6.exe');
  });

  test('is found in the current folder before those of PATH', () => {
    const own = 'C:\\work\\my project\\node.EXE';
    expect(start('node', own, 'C:\\Program Files\\nodejs\\node.EXE').file).toBe(own);
  });

  test('is resolved from the current folder when it is named by a path', () => {
    expect(start('.\\bin\\tool', `${CWD}\\bin\\tool.exe`).file).toBe(`${CWD}\\bin\\tool.EXE`);
    expect(start('./bin/tool', `${CWD}\\bin\\tool.exe`).file).toBe(`${CWD}\\bin\\tool.EXE`);
    expect(start('C:\\tool.exe', 'C:\\tool.exe').file).toBe('C:\\tool.exe');
    expect(start('..\\tool.exe', 'C:\\work\\tool.exe').file).toBe('C:\\work\\tool.exe');
  });

  test('is left to the system when it is missing, which reports that', () => {
    expect(start('gone')).toEqual({ file: 'gone', args: ['--version'], isVerbatim: false });
  });

  test('is started by cmd when it is a batch file', () => {
    expect(start('npm', NPM)).toEqual({
      file: 'C:\\Windows\\system32\\cmd.exe',
      args: ['/d', '/s', '/c', '"C:\\Program^ Files\\nodejs\\npm.CMD ^"--version^""'],
      isVerbatim: true,
    });
  });

  test('is started by cmd when it is a batch file, whatever shell people work in', () => {
    const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
    const place = { cwd: CWD, env: { ...ENV, ComSpec: powershell } };
    expect(programsWith(NPM).toStart('npm', [], place).file).toBe('cmd.exe');
  });
});

test('passes text for a shell to cmd', () => {
  expect(programsWith().shell('npm test && echo %PATH%')).toEqual([
    'cmd.exe',
    '/d',
    '/s',
    '/c',
    'npm test && echo %PATH%',
  ]);
});

describe('the arguments of a batch file', () => {
  const given = (...args: readonly string[]): string | undefined =>
    createBatchFileArguments('b.cmd', args)[3];

  test.each([
    ['a b', '"b.cmd ^"a^ b^""'],
    ['', '"b.cmd ^"^""'],
    ['%PATH%', '"b.cmd ^"^%PATH^%^""'],
    ['a&calc', '"b.cmd ^"a^&calc^""'],
    ['say "hi"', '"b.cmd ^"say^ \\^"hi\\^"^""'],
    ['C:\\folder\\', '"b.cmd ^"C:\\folder\\\\^""'],
    ['\\"', '"b.cmd ^"\\\\\\^"^""'],
  ])('%s', (arg, text) => {
    expect(given(arg)).toBe(text);
  });

  test('are escaped once more when npm calls cmd a second time', () => {
    const [, , , text] = createBatchFileArguments('C:\\p\\node_modules\\.bin\\tsc.cmd', ['a&b']);
    expect(text).toBe('"C:\\p\\node_modules\\.bin\\tsc.cmd ^^^"a^^^&b^^^""');
  });
});

describe('the environment', () => {
  const { variables } = programsWith();

  test('has PATH under that name, whatever Windows calls it', () => {
    expect(variables({ Path: 'C:\\a', TEMP: 'C:\\t' })).toEqual({ PATH: 'C:\\a', TEMP: 'C:\\t' });
    expect(variables({ path: 'C:\\a' })).toEqual({ PATH: 'C:\\a' });
  });

  test('is unchanged when it has that name, or none', () => {
    const named = { PATH: 'C:\\a' };
    expect(variables(named)).toBe(named);
    expect(variables({})).toEqual({});
  });
});
