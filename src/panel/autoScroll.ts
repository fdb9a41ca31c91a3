/** Keeps a scroller at its end while lines come, for as long as the user leaves it there. */

export interface AutoScroll {
  /** Call after the content has grown. */
  follow(scroller: Element): void;
  /** Call when the user has opened or closed something: what they look at stays where it is. */
  settle(scroller: Element): void;
  /** Call when other content is shown: at its end where it still grows, at its beginning otherwise. */
  begin(scroller: Element, growing: boolean): void;
  /** Call for each of its scroll events. */
  scrolled(scroller: Element): void;
}

/** This near to the end, in pixels, counts as there: positions may be fractions. */
const tolerance = 8;

export function autoScroll(): AutoScroll {
  let atEnd = true;
  let lastTop = 0;
  const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: Element): boolean =>
    scrollTop + clientHeight >= scrollHeight - tolerance;
  const toEnd = (scroller: Element): void => {
    scroller.scrollTop = scroller.scrollHeight;
  };
  const follow = (scroller: Element): void => {
    if (!atEnd) return;
    toEnd(scroller);
    // What has not been on the screen yet has an estimated height, which is now put right.
    requestAnimationFrame(() => {
      if (atEnd) toEnd(scroller);
    });
  };
  return {
    follow,
    settle(scroller) {
      atEnd = isAtEnd(scroller);
    },
    begin(scroller, growing) {
      atEnd = growing;
      if (growing) follow(scroller);
      else scroller.scrollTop = 0;
    },
    scrolled(scroller) {
      // Only who scrolls up has left the end: it moves away by itself when lines get their true heights.
      if (isAtEnd(scroller)) atEnd = true;
      else if (scroller.scrollTop < lastTop) atEnd = false;
      lastTop = scroller.scrollTop;
    },
  };
}
