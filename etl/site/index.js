// The search of the index of profiles. Names are data: they are set as text, never as markup.
"use strict";
(function () {
  var STEP = 100;
  var agencies = JSON.parse(document.getElementById("agencies").textContent);
  var search = document.getElementById("search");
  var found = document.getElementById("found");
  var count = document.getElementById("count");
  var more = document.getElementById("more");
  var fitting = [];
  var shown = 0;

  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  agencies.forEach(function (one) {
    one.words = folded([one.name, one.region, one.type].join(" "));
  });

  function cell(row, text, kind) {
    var made = row.insertCell();
    made.textContent = text;
    if (kind) {
      made.className = kind;
    }
    return made;
  }

  function link(place, path, text) {
    var made = document.createElement("a");
    made.href = path;
    made.textContent = text;
    place.appendChild(made);
    place.appendChild(document.createTextNode(" "));
  }

  function show(to) {
    fitting.slice(shown, to).forEach(function (one) {
      var row = found.insertRow();
      link(cell(row, ""), one.pages[0][1], one.name);
      cell(row, one.region);
      cell(row, one.type);
      cell(row, one.expenditure, "n");
      var years = cell(row, "", "years");
      one.pages.forEach(function (page) {
        link(years, page[1], page[0]);
      });
    });
    shown = Math.min(to, fitting.length);
    more.hidden = shown >= fitting.length;
  }

  function look() {
    var parts = folded(search.value).split(/\s+/).filter(Boolean);
    fitting = agencies.filter(function (one) {
      return parts.every(function (part) {
        return one.words.indexOf(part) >= 0;
      });
    });
    count.textContent = (parts.length ? "找到 " : "共 ") + fitting.length + " 个单位";
    found.textContent = "";
    shown = 0;
    show(STEP);
  }

  search.addEventListener("input", look);
  more.addEventListener("click", function () {
    show(shown + STEP);
  });
  window.addEventListener("beforeprint", function () {
    show(fitting.length);
  });
  look();
})();
