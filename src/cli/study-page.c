/* A page of HTML, as a report of measurements needs it. */
#include <math.h>
#include <string.h>
#include "cli/format.h"
#include "cli/study-page.h"
#include "cli/study-style.h"

#define SHORT_NAME 24        /* characters: it is not broken into lines */
#define NARROW_SPACE "\u202f"
#define MINUS "\u2212"

RlifPage *
rlif_page_new (void)
{
  RlifPage *page = g_new0 (RlifPage, 1);
  page->body = g_string_new (NULL);
  page->contents = g_string_new (NULL);
  page->findings = g_string_new (NULL);
  page->kept = g_string_chunk_new (1024);
  return page;
}

void
rlif_page_free (RlifPage *page)
{
  if (!page) return;
  g_string_free (page->body, TRUE);
  g_string_free (page->contents, TRUE);
  g_string_free (page->findings, TRUE);
  g_string_chunk_free (page->kept);
  g_free (page);
}

static void
append_escaped (GString *text, const char *more)
{
  g_autofree char *escaped = g_markup_escape_text (more, -1);
  g_string_append (text, escaped);
}

static void G_GNUC_PRINTF (3, 0)
append_element (GString *text, const char *tag, const char *format, va_list arguments)
{
  g_autofree char *content = g_markup_vprintf_escaped (format, arguments);
  g_string_append_printf (text, "<%s>%s</%s>\n", tag, content, tag);
}

void
rlif_page_section (RlifPage *page, const char *title)
{
  const guint n = ++page->sections;
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_string_append_printf (page->body, "<h2 id=\"s%u\"><span class=\"n\">%u</span>%s</h2>\n", n, n, escaped);
  g_string_append_printf (page->contents, "<li><a href=\"#s%u\"><span class=\"n\">%u</span>%s</a></li>\n", n, n, escaped);
}

void
rlif_page_heading (RlifPage *page, const char *title)
{
  g_string_append (page->body, "<h3>");
  append_escaped (page->body, title);
  g_string_append (page->body, "</h3>\n");
}

void
rlif_page_text (RlifPage *page, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  append_element (page->body, "p", format, arguments);
  va_end (arguments);
}

void
rlif_page_list_begin (RlifPage *page)
{
  g_string_append (page->body, "<ul>\n");
}

void
rlif_page_item (RlifPage *page, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  append_element (page->body, "li", format, arguments);
  va_end (arguments);
}

void
rlif_page_list_end (RlifPage *page)
{
  g_string_append (page->body, "</ul>\n");
}

void
rlif_page_verbatim (RlifPage *page, const char *class, const char *text)
{
  g_string_append_printf (page->body, "<pre class=\"%s\">", class);
  append_escaped (page->body, text);
  g_string_append (page->body, "</pre>\n");
}

void
rlif_page_command (RlifPage *page, const char *line)
{
  g_auto (GStrv) word = g_strsplit (line, " ", -1);
  g_string_append (page->body, "<pre class=\"command\">");
  for (char **w = word; *w; w++) {
    g_autofree char *escaped = g_markup_escape_text (*w, -1);
    g_string_append_printf (page->body, "%s<span>%s</span>", w > word ? " " : "", escaped);
  }
  g_string_append (page->body, "</pre>\n");
}

void
rlif_page_figure (RlifPage *page, const char *svg, gsize length, const char *alt, const char *caption)
{
  const guint n = ++page->figures;
  g_autofree char *data = g_base64_encode ((const guchar *) svg, length);
  g_string_append_printf (page->body, "<figure id=\"f%u\"><img alt=\"", n);
  append_escaped (page->body, alt);
  g_string_append_printf (page->body, "\" src=\"data:image/svg+xml;base64,%s\"/>\n<figcaption><b>Figure %u.</b> ", data, n);
  append_escaped (page->body, caption);
  g_string_append (page->body, "</figcaption></figure>\n");
}

void
rlif_page_table_begin (RlifPage *page, const char *caption, const char *const head[])
{
  const guint n = ++page->tables;
  g_string_append_printf (page->body, "<table id=\"t%u\"><caption><b>Table %u.</b> ", n, n);
  append_escaped (page->body, caption);
  g_string_append (page->body, "</caption>\n<thead><tr>");
  for (; *head; head++) g_string_append_printf (page->body, "<th scope=\"col\">%s</th>", *head);
  g_string_append (page->body, "</tr></thead>\n<tbody>\n");
}

void
rlif_page_row (RlifPage *page, const char *name, ...)
{
  va_list cells;
  va_start (cells, name);
  const gboolean is_short = g_utf8_strlen (name, -1) <= SHORT_NAME;
  g_string_append_printf (page->body, "<tr><th scope=\"row\"%s>", is_short ? "" : " class=\"long\"");
  append_escaped (page->body, name);
  g_string_append (page->body, "</th>");
  for (const char *cell; (cell = va_arg (cells, const char *));) {
    g_string_append (page->body, "<td>");
    append_escaped (page->body, cell);
    g_string_append (page->body, "</td>");
  }
  g_string_append (page->body, "</tr>\n");
  va_end (cells);
}

void
rlif_page_table_end (RlifPage *page)
{
  g_string_append (page->body, "</tbody></table>\n");
}

void
rlif_page_finding (RlifPage *page, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *content = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append_printf (page->findings, "<li>%s (<a href=\"#s%u\">section %u</a>)</li>\n", content, page->sections,
                          page->sections);
}

static const char *
keep (RlifPage *page, const char *text)
{
  return g_string_chunk_insert (page->kept, text);
}

/* Digits in groups of three, from ten thousand on. */
static const char *
keep_grouped (RlifPage *page, const char *digits)
{
  const gsize n = strlen (digits);
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize k = 0; k < n; k++) {
    if (n > 4 && k > 0 && (n - k) % 3 == 0) g_string_append (text, NARROW_SPACE);
    g_string_append_c (text, digits[k]);
  }
  return keep (page, text->str);
}

/* "1.2e-05" as 1.2 x 10^-5, in characters. */
static const char *
keep_power (RlifPage *page, const char *number, const char *e)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  g_autoptr (GString) text = g_string_new_len (number, e - number);
  g_string_append (text, NARROW_SPACE "×" NARROW_SPACE "10");
  if (e[1] == '-') g_string_append (text, "⁻");
  const char *digit = e + 2;
  while (*digit == '0' && digit[1]) digit++;
  for (; *digit; digit++) g_string_append (text, raised[*digit - '0']);
  return keep (page, text->str);
}

/* @number   as printf has it */
static const char *
keep_number (RlifPage *page, const char *number)
{
  const double size = fabs (g_ascii_strtod (number, NULL));
  const char *e = strchr (number, 'e');
  if (e && size >= 1 && size < 1e6) return rlif_page_count (page, g_ascii_strtod (number, NULL));
  const gboolean minus = *number == '-';
  const char *text = e ? keep_power (page, number + minus, e) : number + minus;
  g_autofree char *all = g_strconcat (minus ? MINUS : "", text, NULL);
  return keep (page, all);
}

const char *
rlif_page_number (RlifPage *page, double value, int digits)
{
  if (!isfinite (value)) return "–";
  if (value == 0) return "0";
  g_autofree char *number = g_strdup_printf ("%#.*g", digits, value);
  char *point = strchr (number, '.'), *e = strchr (number, 'e');
  if (point && (point[1] == '\0' || point + 1 == e)) memmove (point, point + 1, strlen (point));
  return keep_number (page, number);
}

const char *
rlif_page_setting (RlifPage *page, double value)
{
  if (!isfinite (value)) return "–";
  g_autofree char *number = g_strdup_printf ("%.6g", value);
  return keep_number (page, number);
}

const char *
rlif_page_count (RlifPage *page, double value)
{
  if (!isfinite (value)) return "–";
  g_autofree char *digits = g_strdup_printf ("%.0f", value);
  return keep_grouped (page, digits);
}

const char *
rlif_page_joules (RlifPage *page, double value)
{
  if (isnan (value)) return "–";
  g_autofree char *text = rlif_format_joules (value);
  return keep (page, text);
}

char *
rlif_page_finish (const RlifPage *page, const char *title, const char *below_title)
{
  GString *text = g_string_new ("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                                "<meta charset=\"utf-8\"/>\n"
                                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
  append_escaped (text, title);
  g_string_append (text, "</title>\n<style>\n" RLIF_STUDY_STYLE "</style>\n</head>\n<body>\n<h1>");
  append_escaped (text, title);
  g_string_append_printf (text, "</h1>\n<p class=\"below\">%s</p>\n", below_title);
  g_string_append_printf (text, "<h3>In short</h3>\n<ul>\n%s</ul>\n", page->findings->str);
  g_string_append_printf (text, "<nav><h3>Contents</h3>\n<ol>\n%s</ol></nav>\n", page->contents->str);
  g_string_append_printf (text, "<main>\n%s</main>\n</body>\n</html>\n", page->body->str);
  return g_string_free (text, FALSE);
}
