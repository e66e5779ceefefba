/** What is left on each side after everything that has a counterpart was taken away. */
export type Leftovers<Item> = { here: Item[]; there: Item[] };

/** Takes away from two lists what is the same in both, each item for one of the other side. */
export function leftoversOf<Item>(
  here: readonly Item[],
  there: readonly Item[],
  isSame: (a: Item, b: Item) => boolean,
): Leftovers<Item> {
  const open = [...there];
  const left = here.filter((item) => {
    const at = open.findIndex((other) => isSame(item, other));
    if (at < 0) return true;
    open.splice(at, 1);
    return false;
  });
  return { here: left, there: open };
}
