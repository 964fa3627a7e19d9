import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import { placeFrame } from '../name-frame.ts';
import { createProfileBuilder } from '../profile-builder.ts';
import { addCallGraph } from './add-call-graph.ts';
import type { TextImporter } from './profile-importer.ts';
import { type CallgrindFunction, readCallgrind } from './read-callgrind.ts';

/** How callgrind tells the deeper calls of a function of itself from the first: `deep'2`. */
const DEEPER = /'\d+$/;
const UNKNOWN = '???';

/** What `valgrind --tool=callgrind` writes: instructions of each function, and of its calls. */
export const callgrindImporter: TextImporter = {
  tool: 'callgrind',
  title: 'callgrind (valgrind --tool=callgrind)',
  recognises: (head) =>
    /^# callgrind format/.test(head) || (/^events: /m.test(head) && /^fn=/m.test(head)),
  read: (text) => {
    const { functions, threads } = readCallgrind(text);
    const builder = createProfileBuilder();
    const positions = new Map(functions.map((one, position) => [one, position]));
    const graph = functions.map((one) => ({
      index: builder.functionOf(nameFunction(one)),
      self: one.self,
      callees: new Map(
        [...one.callees].map(([callee, cost]) => [positions.get(callee) ?? 0, cost]),
      ),
    }));
    addCallGraph(builder, graph);
    for (const [position, { lines }] of functions.entries()) {
      for (const [line, cost] of lines) builder.addLine(graph[position]?.index ?? 0, line, cost);
    }
    const profile = builder.build({
      tool: 'callgrind',
      weight: 'instructions',
      threads,
      samples: null,
    });
    if (profile.tree.of.length === 0) throw new BadProfile('it has no costs');
    return profile;
  },
};

function nameFunction({ name, file, object }: CallgrindFunction): ProfiledFunction {
  const isKnown = file !== UNKNOWN && file !== '';
  const named = placeFrame(name.replace(DEEPER, ''), { file: isKnown ? file : null, line: null });
  // What the system brings is not the project's, whatever its debugging symbols name as its sources.
  const isSystem = /^\/(usr\/)?lib(32|64|x32)?\//.test(object);
  return isSystem ? { ...named, owner: 'native' } : named;
}
