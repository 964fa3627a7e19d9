/** A language server for Python, pyright or ty: definitions, hovers, references and highlights, asked over its pipe. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse, registerDynamicLanguage } from '@ast-grep/napi';

const ROWS = /^package:(?:django|sqlalchemy|flask_sqlalchemy|sqlmodel)\b.*\.(?:all|filter|exec|query|scalars|execute)$/u;
const ROW_TYPES = /QuerySet|RelatedManager|\bQuery\[|ScalarResult/u;
const NOW = /^global:(?:sorted|map|filter|max|min|any|all|sum|list\.sort|sort)\b/u;
const KIND_WRITE = 3;

export async function open(version, folder, subject) {
  registerDynamicLanguage({ python: (await import('@ast-grep/lang-python')).default });
  const python = process.env.PERF_HARNESS_TRIAL_PYTHON;
  const [command, ...given] = version === 'pyright' ? [process.execPath, createRequire(import.meta.url).resolve('pyright/langserver.index.js'), '--stdio'] : ['ty', 'server'];
  const server = spawn(command, given, { stdio: ['pipe', 'pipe', 'ignore'] });
  const settings = { python: { pythonPath: python, analysis: { diagnosticMode: 'openFilesOnly' } }, ty: {} };
  const client = connect(server, (method, params) =>
    method === 'workspace/configuration' ? params.items.map(({ section }) => (section ?? '').split('.').reduce((at, key) => at?.[key] ?? {}, settings)) : null,
  );
  const root = `file://${folder}`;
  await client.ask('initialize', {
    processId: process.pid, rootUri: root, workspaceFolders: [{ uri: root, name: 'trial' }], initializationOptions: python ? { configuration: { environment: { python } } } : {},
    capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { hover: { contentFormat: ['plaintext'] }, typeDefinition: { linkSupport: false }, definition: { linkSupport: false }, typeHierarchy: {} } },
  });
  client.tell('initialized', {});
  const texts = new Map();
  const trees = new Map();
  const rootOf = (file) => trees.get(file) ?? trees.set(file, parse('python', textOf(file)).root()).get(file);
  function textOf(file) {
    if (!texts.has(file)) {
      const text = readFileSync(join(folder, file), 'utf8');
      texts.set(file, text);
      client.tell('textDocument/didOpen', { textDocument: { uri: `${root}/${file}`, languageId: 'python', version: 1, text } });
    }
    return texts.get(file);
  }
  const at = (file, line, column) => ({ textDocument: { uri: `${root}/${file}` }, position: { line, character: column } });
  const locations = async (method, place) => [(await client.ask(`textDocument/${method}`, place)) ?? []].flat().map(({ uri, targetUri, range, targetSelectionRange }) => ({ path: decodeURIComponent((uri ?? targetUri).replace('file://', '')), ...(range ?? targetSelectionRange) }));
  const hover = async (place) => { const found = await client.ask('textDocument/hover', place); const { contents } = found ?? {}; return typeof contents === 'string' ? contents : (contents?.value ?? ''); };
  const isOwn = (path) => path.startsWith(`${folder}/`) && !path.includes('site-packages');
  /** Stubs of the standard library and of packages are named by their module. */
  function nameOf({ path, start, end }) {
    if (isOwn(path)) return `${path.slice(folder.length + 1)}:${start.line + 1}`;
    const line = readFileSync(path, 'utf8').split('\n')[start.line] ?? '';

    const name = line.slice(start.character, end.character) || /(?:def|class)\s+(\w+)/u.exec(line)?.[1] || /\w+/u.exec(line.slice(start.character))?.[0];
    const [, module] = /(?:site-packages|stdlib|lib\/python3[\d.]*(?!\/site-packages)|typeshed\/stubs\/[^/]+|stubs\/[^/]+)\/([\w-]+)/u.exec(path) ?? [];
    return module === 'builtins' || module === 'types' ? `global:${name}` : `package:${module?.replace(/-stubs$/u, '')}.${name}`;
  }
  function imported(file, node) {
    const [first] = /^\w+/u.exec(node.text()) ?? [];
    const from = rootOf(file).findAll({ rule: { kind: 'import_from_statement' } }).find((one) => new RegExp(`import[^#]*\\b${first}\\b`, 'u').test(one.text().replace(/\s+/gu, ' ')));
    const plain = from ? null : rootOf(file).findAll({ rule: { kind: 'import_statement' } }).find((one) => new RegExp(`\\b${first}\\b`, 'u').test(one.text()));
    const module = from?.field('module_name')?.text() ?? plain?.field('name')?.text();
    if (!module || module.startsWith('.')) return null;
    const original = new RegExp(`(\\w+) as ${first}\\b`, 'u').exec(from?.text() ?? '')?.[1] ?? first;
    return { module: module.split('.')[0], name: from ? original : null };
  }
  /** The import that an expression begins with, through the values of names of the project. */
  async function origin(file, node, steps = 0) {
    const direct = imported(file, node);
    if (direct || steps > 6) return direct;
    let first = node;
    while (['attribute', 'call'].includes(String(first.kind()))) first = first.field('object') ?? first.field('function');
    if (first.kind() !== 'identifier') return null;
    const [found] = await locations('definition', placeAt(file, first));
    if (!found || !isOwn(found.path)) return null;
    const there = found.path.slice(folder.length + 1);
    const value = rootOf(there).findAll({ rule: { kind: 'assignment' } }).find((one) => one.range().start.line === found.start.line)?.field('right');
    return value ? origin(there, value, steps + 1) : null;
  }
  function find({ file, line, column, endLine, endColumn }) {
    const matches = (one) => { const { start, end } = one.range(); return start.line === line - 1 && start.column === column - 1 && end.line === endLine - 1 && end.column === endColumn - 1; };
    let found = null;
    for (let node = rootOf(file); node; node = node.children().find((one) => { const { start, end } = one.range(); return !(start.line > line - 1 || (start.line === line - 1 && start.column > column - 1)) && !(end.line < endLine - 1 || (end.line === endLine - 1 && end.column < endColumn - 1)); })) if (matches(node)) found = node;
    return found;
  }
  const importAt = ({ path, start }) => { const file = path.slice(folder.length + 1); const at = rootOf(file).findAll({ rule: { any: [{ kind: 'import_from_statement' }, { kind: 'import_statement' }] } }); return start.line + start.character > 0 && at.some((one) => { const { start: from, end } = one.range(); return from.line <= start.line && start.line <= end.line; }); };
  const lastName = (node) => { const inner = node.kind() === 'call' ? node.field('function') : node; return inner.field('attribute') ?? inner; };
  const placeAt = (file, node) => { const { start } = node.range(); return at(file, start.line, start.column); };
  async function defined(file, node) {
    const found = await locations('definition', placeAt(file, node));
    const name = found.length > 0 ? nameOf(found[0]) : null;
    // What is not installed leads to its import.
    const isImport = found.length > 0 && isOwn(found[0].path) && importAt(found[0]);
    if (name !== null && !isImport) return name;
    const holder = node.parent()?.kind() === 'attribute' && node.parent().field('attribute')?.id() === node.id() ? node.parent() : node;
    const by = await origin(file, holder);
    return by ? `package:${by.module}.${holder === node ? (by.name ?? '') : node.text()}`.replace(/\.$/u, '') : null;
  }
  const typeText = (text) => /(?:->|:)\s*([^:>]+?)\s*$/u.exec(text.replace(/```\w*\n?/gu, '').trim().split('\n')[0] ?? '')?.[1] ?? text.trim().split('\n')[0] ?? '';
  async function typeOf(file, node) {
    const text = node.text();
    if (text === 'self') return `class:${node.ancestors().find((one) => one.kind() === 'class_definition')?.field('name')?.text()}`;
    const shown = typeText(await hover(placeAt(file, lastName(node))));
    if (/^(?:str|LiteralString|Literal\[["'])/u.test(shown) || /^["'fr]*["']/u.test(text)) return 'string';
    if (/^(?:list|List)\b/u.test(shown)) return 'array';
    if (/^(?:set|Set)\b/u.test(shown)) return 'set';
    if (/^str\(/u.test(text)) return 'string';
    const [found] = node.kind() === 'call' ? [] : await locations('typeDefinition', placeAt(file, lastName(node)));
    const [, own] = found && isOwn(found.path) ? (/class\s+(\w+)/u.exec(textOf(found.path.slice(folder.length + 1)).split('\n')[found.start.line]) ?? []) : [];
    const name = own ? `class:${own}` : found && !isOwn(found.path) ? nameOf(found) : null;
    if (name && !name.includes('ty_extensions') && !/NoneType/u.test(name)) return name === 'global:str' ? 'string' : name === 'global:list' ? 'array' : name;
    const [, type] = /^(?:type\[)?([A-Z]\w+)/u.exec(shown) ?? [];
    const by = type && imported(file, { text: () => type });
    return by ? `package:${by.module}.${type}` : annotated(file, node);
  }
  /** What the annotation of a parameter names, through an alias, where its package is not installed. */
  async function annotated(file, node) {
    const [found] = await locations('definition', placeAt(file, node));
    if (!found || !isOwn(found.path)) return null;
    const from = found.path.slice(folder.length + 1);
    const typed = rootOf(from).findAll({ rule: { any: [{ kind: 'typed_parameter' }, { kind: 'typed_default_parameter' }] } }).find((one) => { const { start } = one.range(); return start.line === found.start.line && start.column === found.start.character; });
    const type = typed?.field('type');
    if (!type) return null;
    const [alias] = await locations('definition', placeAt(from, type));
    const there = alias && isOwn(alias.path) ? alias.path.slice(folder.length + 1) : from;
    const meant = /Annotated\[(\w+)/u.exec(alias && isOwn(alias.path) ? (textOf(there).split('\n')[alias.start.line] ?? '') : '')?.[1] ?? type.text();
    const by = imported(there, { text: () => meant });
    return by ? `package:${by.module}.${by.name ?? meant}` : null;
  }
  const functionAround = (node) => node.ancestors().find((one) => /^(?:function_definition|lambda)$/u.test(String(one.kind())));
  const ancestorCall = (node) => node.ancestors().find((one) => one.kind() === 'call' || one.kind() === 'decorator');
  const answers = {
    async declaration({ file }, node) { const name = await defined(file, node); return name?.startsWith('global:') || (name === null && (await hover(placeAt(file, node))) !== '') ? 'global' : name; },
    reach: ({ file }, node) => defined(file, node),
    async written({ file, line, column }, node) {
      const found = (await client.ask('textDocument/documentHighlight', placeAt(file, node))) ?? [];
      if (found.length === 0) return null;
      const home = functionAround(node)?.id();
      const others = found.filter(({ range: { start } }) => start.line !== line - 1 || start.character !== column - 1);
      const captured = others.some(({ range: { start, end } }) => { const use = find({ file, line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 }); return home !== undefined && use && functionAround(use)?.id() !== home; });
      return `${others.some(({ kind }) => kind === KIND_WRITE) ? 'again' : 'once'} ${captured ? 'captured' : 'local'}`;
    },
    receiver: ({ file }, node) => typeOf(file, node),
    async value({ file }, node) {
      const shown = await hover(placeAt(file, lastName(node)));
      const [, literal] = /Literal\[("[^"]*"|'[^']*'|\d+)\]/u.exec(shown) ?? [];
      if (literal) return literal.replaceAll("'", '"');
      const [found] = await locations('definition', placeAt(file, lastName(node)));
      const line = found && readFileSync(found.path, 'utf8').split('\n')[found.start.line];
      return /^\s*\w+(?:\s*:\s*[\w[\]]+)?\s*=\s*("[^"]*"|\d+)\s*(?:#.*)?$/u.exec(line ?? '')?.[1] ?? null;
    },
    async loop({ file }, node) {
      const value = async (one) => {
        if (one.kind() !== 'identifier') return one;
        const [found] = await locations('definition', placeAt(file, one));
        const assigned = found && isOwn(found.path) && rootOf(file).findAll({ rule: { kind: 'assignment' } }).find((other) => other.range().start.line === found.start.line);
        return assigned?.field('right') ?? one;
      };
      const items = /\.(?:items|keys|values)\(\)$/u.test(node.text()) ? node.field('function').field('object') : node;
      const over = await value(items);
      if (['list', 'tuple', 'set', 'dictionary'].includes(String(over.kind()))) return String(over.namedChildren().filter((one) => one.kind() !== 'comment').length);
      const name = over.kind() === 'call' ? await defined(file, lastName(over)) : null;
      return (name !== null && ROWS.test(name)) || ROW_TYPES.test(await hover(placeAt(file, lastName(over)))) ? 'rows' : 'other';
    },
    async awaitable({ file }, node) {
      const shown = await hover(placeAt(file, node));
      if (/\basync def\b|-> (?:CoroutineType|Coroutine|Awaitable|Future)/u.test(shown)) return 'yes';
      const [, given] = /->\s*([^\n]+)/u.exec(shown) ?? [];
      return given === undefined ? (/^\(?class\)?/u.test(shown) ? 'no' : null) : /^(?:Any|Unknown)\b/u.test(given) ? null : 'no';
    },
    async later({ file }, node) {
      const call = ancestorCall(node);
      const callee = call?.field('function');
      const name = callee && (await defined(file, lastName(callee)));
      return name ? (NOW.test(name) ? 'now' : /^(?:package|global):/u.test(name) ? 'later' : null) : callee ? 'later' : null;
    },
    async callers({ file }, node) {
      for (const name of readdirSync(join(folder, subject), { recursive: true, encoding: 'utf8' })) if (name.endsWith('.py') && !/tests?\//u.test(name) && readFileSync(join(folder, subject, name), 'utf8').includes(node.text())) textOf(join(subject, name));
      const found = (await client.ask('textDocument/references', { ...placeAt(file, node), context: { includeDeclaration: false } })) ?? [];
      const calls = found.map(({ uri, range }) => ({ path: decodeURIComponent(uri.replace('file://', '')).slice(folder.length + 1), range })).filter(({ path, range }) => !/(?:^|\/)tests?\//u.test(path) && (textOf(path).split('\n')[range.start.line] ?? '').slice(range.end.character).startsWith('('));
      return [...new Set(calls.map(({ path, range }) => `${path}:${range.start.line + 1}`))].sort().join(' ') || 'none';
    },
    async extends({ file }, node) {
      for (let from = file, at = node; ; ) {
        const [base] = at.parent().field('superclasses')?.namedChildren() ?? [];
        if (!base) return at === node ? 'none' : `${from}:${at.range().start.line + 1}`;
        const name = await defined(from, lastName(base));
        const [, path, line] = /^(.+\.py):(\d+)$/u.exec(name ?? '') ?? [];
        const next = path && rootOf(path).findAll({ rule: { kind: 'class_definition' } }).find((one) => one.range().start.line === Number(line) - 1);
        if (!next) { if (!path) return name; return null; }
        from = path; at = next.field('name');
      }
    },
  };
  return { close: () => server.kill(), pid: server.pid, answer: async (question) => { textOf(question.file); const node = find(question); return node === null ? null : answers[question.kind](question, node); } };
}

/** JSON-RPC over a pipe, with the headers of the language server protocol. */
function connect(server, reply) {
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  let count = 0;
  const send = (message) => { const body = JSON.stringify({ jsonrpc: '2.0', ...message }); server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`); };
  server.stdout.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/iu.exec(buffer.subarray(0, Math.max(head, 0)).toString())?.[1]);
      if (head === -1 || buffer.length < head + 4 + length) return;
      const { id, method, params, result } = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
      buffer = buffer.subarray(head + 4 + length);
      if (method !== undefined && id !== undefined) send({ id, result: reply(method, params) });
      else if (id !== undefined) { waiting.get(id)?.(result); waiting.delete(id); }
    }
  });
  return { tell: (method, params) => send({ method, params }), ask: (method, params) => new Promise((resolve) => { count += 1; waiting.set(count, resolve); send({ id: count, method, params }); }) };
}
