export function answer(handlers, events) {
  return events.map((event) => (event in handlers ? handlers[event](event) : 'none'));
}
