package org.macrodyn.kernel;

import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.HistoryReply;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The cells that this kernel has run, for frontends that offer them again. Earlier sessions are not kept. */
final class CellHistory {
    private static final int SESSION = 1;

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(int number, String code) {
        /** As the protocol writes it, with the output that is not kept. */
        List<Object> written(boolean withOutput) {
            return List.of(SESSION, number, withOutput ? Arrays.asList(code, null) : code);
        }
    }

    /** The answer to a request, which the basekernel writes as objects instead of tuples. */
    record Reply(String status, List<List<Object>> history) implements ContentType<Reply> {
        @Override
        @SuppressWarnings("unchecked")
        public MessageType<Reply> getType() {
            return (MessageType<Reply>) (MessageType<?>) HistoryReply.MESSAGE_TYPE;
        }
    }

    synchronized void add(int number, String code) {
        entries.add(new Entry(number, code));
    }

    synchronized Reply answer(HistoryRequest request) {
        List<Entry> chosen = List.of();
        if (request instanceof HistoryRequest.Tail tail) {
            chosen = last(entries, tail.getMaxReturnLength());
        } else if (request instanceof HistoryRequest.Range range) {
            chosen = range(range);
        } else if (request instanceof HistoryRequest.Search search) {
            chosen = search(search);
        }
        return new Reply(
                "ok",
                chosen.stream()
                        .map(entry -> entry.written(request.includeOutput()))
                        .toList());
    }

    /** Session 0 is this one too; a stop of 0 means none. */
    private List<Entry> range(HistoryRequest.Range range) {
        boolean thisSession = range.getSessionIndex() == 0 || range.getSessionIndex() == SESSION;
        int stop = range.getStop() == 0 ? Integer.MAX_VALUE : range.getStop();
        return entries.stream()
                .filter(entry -> thisSession && entry.number >= range.getStart() && entry.number < stop)
                .toList();
    }

    private List<Entry> search(HistoryRequest.Search search) {
        Pattern pattern = glob(search.getPattern() == null ? "*" : search.getPattern());
        List<Entry> found = entries.stream()
                .filter(entry -> pattern.matcher(entry.code).matches())
                .toList();
        if (search.filterUnique()) {
            Map<String, Entry> latest = new LinkedHashMap<>();
            for (Entry entry : found) {
                latest.remove(entry.code);
                latest.put(entry.code, entry);
            }
            found = List.copyOf(latest.values());
        }
        return search.getMaxReturnLength() > 0 ? last(found, search.getMaxReturnLength()) : found;
    }

    private static List<Entry> last(List<Entry> all, int count) {
        return all.subList(Math.max(0, all.size() - Math.max(0, count)), all.size());
    }

    private static Pattern glob(String glob) {
        String pattern = glob.codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(pattern, Pattern.DOTALL);
    }
}
