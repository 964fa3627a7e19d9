/** Writes a namespace of a session many times: `node write-team-session-namespace-child.ts <root> <session> <name> <times>`. */
import '../../harness/loader/register-self-reference.ts';
import { createHost } from '../../harness/host.ts';

// Imported after `register-self`, since this module imports the public entry by its name.
const { openTeamStore } = await import('../../plugins/team/store/team-session-store.ts');

const [root = '', id = '', name = '', times = '0'] = process.argv.slice(2);
const store = openTeamStore(createHost({ cwd: root }), root, id);
for (let written = 0; written < Number(times); written += 1) {
  await store.updateNamespace(name, (before) => [
    // Sound: it has no other writers.
    ...((before ?? []) as readonly string[]),
    `${process.pid}-${written}`,
  ]);
}
