/**
 * Loaded into every Node.js process and worker thread of a unit whose files are looked at. One line
 * is appended to a file for each module at the moment when it is loaded, by `import` as well as by
 * `require`: whatever ends the process afterwards, the line is there. Nothing of how the program
 * behaves is changed, and whatever goes wrong in here, it goes on as without it.
 *
 * The program may run on any Node.js: this is JavaScript that an old one reads too.
 */
'use strict';

const file = process.env.PERF_HARNESS_LOADED_FILES;
if (file !== undefined && file !== '') {
  try {
    recordInto(file);
  } catch {
    // The program went to another user or another root, or its Node.js has neither hooks nor an
    // inspector: it goes unseen, but it must not fail.
  }
}

function recordInto(path) {
  const { openSync, writeSync } = require('node:fs');
  const descriptor = openSync(path, 'a');
  const seen = new Set();
  const record = (loaded) => {
    if (seen.has(loaded)) return;
    seen.add(loaded);
    try {
      writeSync(descriptor, `${JSON.stringify(loaded)}\n`);
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
  };
  // Native parts of packages are opened by the loader of CommonJS and by nobody else.
  const { dlopen } = process;
  process.dlopen = (...args) => {
    record(String(args[1]));
    return dlopen.apply(process, args);
  };
  const nodeModule = require('node:module');
  if (typeof nodeModule.registerHooks === 'function') recordByHooks(nodeModule, record);
  else recordByInspector(nodeModule, record);
}

function recordByHooks(nodeModule, record) {
  const { fileURLToPath } = require('node:url');
  nodeModule.registerHooks({
    load: (url, context, nextLoad) => {
      if (url.startsWith('file:')) record(fileURLToPath(url));
      return nextLoad(url, context);
    },
  });
}

/**
 * Before Node.js 22.15 nothing of its own tells of both kinds of modules, but V8 tells a debugger of
 * every script that it reads, and one in the same thread hears of it at once.
 */
function recordByInspector(nodeModule, record) {
  const { existsSync } = require('node:fs');
  const { Session } = require('node:inspector');
  const { fileURLToPath } = require('node:url');
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url, hasSourceURL } }) => {
    // What only calls itself so in its last line was loaded from elsewhere, or made.
    if (hasSourceURL || !url.startsWith('file:')) return;
    const path = fileURLToPath(url);
    // Nor need there be a file of the name that a program gives to a script of its own.
    if (existsSync(path)) record(path);
  });
  session.post('Debugger.enable');
  // Nobody is there who would let a program go on from its `debugger` statement.
  session.post('Debugger.setSkipAllPauses', { skip: true });
  // Not a script.
  const readJson = nodeModule._extensions['.json'];
  nodeModule._extensions['.json'] = (module, path) => {
    record(path);
    return readJson(module, path);
  };
}
