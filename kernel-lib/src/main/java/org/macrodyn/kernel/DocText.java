package org.macrodyn.kernel;

import com.sun.source.doctree.AttributeTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.util.DocTreeScanner;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Doc comments as HTML, and such HTML as plain text. */
final class DocText {
    private static final Pattern RAW_TAG = Pattern.compile("\\{@(code|literal|link|linkplain|value)\\s+([^}]*)}");

    private DocText() {}

    /** A parsed comment, with the values of the constants that it may name by {@code {@value #NAME}}. */
    static String html(DocCommentTree comment, Map<String, String> constants) {
        Writer writer = new Writer(constants);
        writer.scan(comment.getFullBody(), null);
        writer.scan(comment.getBlockTags(), null);
        return writer.html.toString().strip();
    }

    /** A comment that JShell hands over as text. */
    static String html(String comment) {
        Matcher tags = RAW_TAG.matcher(comment);
        String body = tags.replaceAll(tag -> Matcher.quoteReplacement("<code>" + escape(tag.group(2)) + "</code>"));
        return body.replaceAll("(?m)^\\s*@(param|return|throws|see|since)", "<br>$1:")
                .strip();
    }

    static String plain(String html) {
        String text = html.replaceAll("\\s+", " ")
                .replaceAll("(?i)<(p|pre|ul|ol|dl|div|table|tr|h\\d)[^>]*>", "\n")
                .replaceAll("(?i)<br ?/?>|</(p|pre|ul|ol|div|table)>", "\n")
                .replaceAll("(?i)<li[^>]*>", "\n- ")
                .replaceAll("<[^>]*>", "");
        String unescaped = text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
        return unescaped
                .replaceAll("[ ]*\n[ ]*", "\n")
                .replaceAll("\n{2,}", "\n")
                .strip();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final class Writer extends DocTreeScanner<Void, Void> {
        private final StringBuilder html = new StringBuilder();
        private final Map<String, String> constants;

        Writer(Map<String, String> constants) {
            this.constants = constants;
        }

        @Override
        public Void visitValue(ValueTree value, Void unused) {
            String reference = value.getReference() == null ? "" : String.valueOf(value.getReference());
            String name = reference.substring(reference.indexOf('#') + 1);
            html.append("<code>")
                    .append(escape(constants.getOrDefault(
                            name, reference.replaceFirst("^#", "").replace('#', '.'))))
                    .append("</code>");
            return null;
        }

        @Override
        public Void visitText(TextTree text, Void unused) {
            html.append(text.getBody());
            return null;
        }

        @Override
        public Void visitEntity(EntityTree entity, Void unused) {
            html.append('&').append(entity.getName()).append(';');
            return null;
        }

        @Override
        public Void visitStartElement(StartElementTree element, Void unused) {
            html.append('<').append(element.getName()).append('>');
            return null;
        }

        @Override
        public Void visitEndElement(EndElementTree element, Void unused) {
            html.append("</").append(element.getName()).append('>');
            return null;
        }

        @Override
        public Void visitAttribute(AttributeTree attribute, Void unused) {
            return null;
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void unused) {
            boolean code = literal.getKind() == DocTree.Kind.CODE;
            String body = escape(literal.getBody().getBody());
            html.append(code ? "<code>" + body + "</code>" : body);
            return null;
        }

        @Override
        public Void visitLink(LinkTree link, Void unused) {
            html.append("<code>");
            if (link.getLabel().isEmpty()) {
                html.append(escape(String.valueOf(link.getReference())
                        .replaceFirst("^#", "")
                        .replace('#', '.')));
            } else {
                scan(link.getLabel(), null);
            }
            html.append("</code>");
            return null;
        }

        @Override
        public Void visitParam(ParamTree tag, Void unused) {
            return block("<code>" + tag.getName() + "</code>: ", tag.getDescription());
        }

        @Override
        public Void visitReturn(ReturnTree tag, Void unused) {
            return block("returns ", tag.getDescription());
        }

        @Override
        public Void visitThrows(ThrowsTree tag, Void unused) {
            return block(
                    "throws <code>" + escape(String.valueOf(tag.getExceptionName())) + "</code> ",
                    tag.getDescription());
        }

        private Void block(String head, List<? extends DocTree> description) {
            html.append("<br>").append(head);
            return scan(description, null);
        }
    }
}
