// How the search ranks what it finds: pages to read first, then those to look things up, last what the reference says.
"use strict";

const WEIGHTS = [
  ["what-if", 4],
  ["read/", 3],
  ["glossary", 3],
  ["audits/", 2],
  ["settle", 2],
  ["ledger/", 1],
  ["gallery/", 1],
  ["contributing", -3],
  ["reference/", -100],
];

function weight(page) {
  const found = WEIGHTS.find(([begin]) => page.startsWith(begin));
  return found ? found[1] : 0;
}

// Searched by Sphinx's searchtools.js, whose usual numbers the others are.
var Scorer = {
  score: ([page, , , , score]) => score + weight(page),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
