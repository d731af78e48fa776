// Offers the browser's own time zone, where the list knows it.

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

for (const select of document.querySelectorAll("select[data-own-zone]")) {
  if ([...select.options].some(({ value }) => value === timeZone)) select.value = timeZone;
}
