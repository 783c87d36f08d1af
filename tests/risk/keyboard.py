"""Going through a page with the Tab key alone: what is reached, and whether one sees where."""

from playwright.sync_api import Page

# Every control that can be seen; of a group of radio buttons the Tab key reaches one.
PREPARE = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const tags = { A: 1, BUTTON: 1, INPUT: 1, SELECT: 1, TEXTAREA: 1, SUMMARY: 1 };
  const shown = ["outline", "boxShadow", "backgroundColor", "borderColor"];
  const styles = (one, pseudo) => {
    const found = one ? getComputedStyle(one, pseudo) : {};
    return shown.map((name) => found[name]).join();
  };
  const looks = (one) =>
    [styles(one), styles(one, "::before"), styles(one.nextElementSibling, "::before")].join("|");
  const group = (one) => one.type === "radio" && one.name;
  const together = (one, other) =>
    group(one) && group(one) === group(other) && one.form === other.form;
  const isControl = (one) => one.tabIndex >= 0 || (one.tagName in tags && !one.ariaHidden);
  const isShown = (one) =>
    !one.disabled && isControl(one) && one.checkVisibility({ visibilityProperty: true });
  const name = (one) => [one.tagName, one.name, one.textContent.trim().slice(0, 40)].join(" ");
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  scrollTo(0, 0);
  const found = [];
  for (const one of document.querySelectorAll(all)) {
    if (isShown(one) && !found.some((each) => together(one, each))) found.push(one);
  }
  const place = (one) => found.findIndex((each) => each === one || together(one, each));
  window.walk = { looks, place, name, before: new Map() };
  for (const one of document.querySelectorAll(all)) walk.before.set(one, looks(one));
  return found.map(name);
}"""
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const [box] = one.getClientRects();
  const x = box.left + Math.min(box.width, innerWidth) / 2;
  const y = box.top + Math.min(box.height / 2, 20);
  const hit = document.elementFromPoint(x, y);
  const isIn = hit && (one.contains(hit) || hit.contains(one));
  const isLabel = hit?.closest("label")?.control === one;
  return {
    place: walk.place(one),
    name: walk.name(one),
    isMarked: walk.looks(one) !== walk.before.get(one),
    isInSight: Boolean(isIn || isLabel),
  };
}"""


def walk_with_the_tab_key(page: Page) -> dict[str, list[str]]:
    """What is wrong on the way: not reached, reached without a mark, or hidden behind something."""
    names = page.evaluate(PREPARE)
    reached: set[int] = set()
    wrong: dict[str, list[str]] = {"unmarked": [], "out of sight": []}
    for _ in range(len(names) + 10):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["place"] in reached:
            break
        reached.add(stop["place"])
        if not stop["isMarked"]:
            wrong["unmarked"].append(stop["name"])
        if not stop["isInSight"]:
            wrong["out of sight"].append(stop["name"])
    wrong["not reached"] = [name for n, name in enumerate(names) if n not in reached]
    return {what: which for what, which in wrong.items() if which}
