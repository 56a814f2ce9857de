// How the search ranks what it finds: pages first, and what the reference says of a name last.
"use strict";

const REFERENCE = "reference/";

var Scorer = {
  score: ([page, , , , score, , kind]) =>
    page.startsWith(REFERENCE) || kind === "object" ? score - 100 : score,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
