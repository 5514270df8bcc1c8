package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

class RecordingsTest {
    private static final List<String> X = List.of("x");
    private static final List<String> XY = List.of("x", "y");
    private static final double NONE = Double.NaN;

    @TempDir
    Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String npy(String name, NpyArray array) throws IOException {
        Npy.write(folder.resolve(name), array);
        return file(name);
    }

    private String npz(String name, Map<String, NpyArray> arrays) throws IOException {
        Npz.write(folder.resolve(name), arrays);
        return file(name);
    }

    private String text(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        return file(name);
    }

    private static NpyArray numbers(int count, int... shape) {
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return NpyArray.of(all, shape);
    }

    @Test
    void anArrayIsOneRunOrSeveral() throws IOException {
        Recordings one = Recordings.read(XY, 0.5, npy("one.npy", numbers(6, 3, 2)));
        assertThat(one.runs()).hasSize(1);
        assertThat(one.runs().get(0).times()).containsExactly(0, 0.5, 1);
        assertThat(one.runs().get(0).values()).isDeepEqualTo(new double[][] {{0, 1}, {2, 3}, {4, 5}});
        Recordings several = Recordings.read(XY, 0.5, npy("several.npy", numbers(12, 2, 3, 2)));
        assertThat(several.trajectories().values())
                .isDeepEqualTo(new double[][][] {{{0, 1}, {2, 3}, {4, 5}}, {{6, 7}, {8, 9}, {10, 11}}});
        Recordings plain = Recordings.read(X, 0.5, npy("plain.npy", numbers(3)));
        assertThat(plain.trajectories().values()).isDeepEqualTo(new double[][][] {{{0}, {1}, {2}}});
        Recordings rows = Recordings.read(X, 0.5, npy("rows.npy", numbers(6, 2, 3)));
        assertThat(rows.trajectories().values()).isDeepEqualTo(new double[][][] {{{0}, {1}, {2}}, {{3}, {4}, {5}}});
        Recordings column = Recordings.read(X, 0.5, npy("column.npy", numbers(3, 3, 1)));
        assertThat(column.trajectories().values())
                .isDeepEqualTo(plain.trajectories().values());
    }

    @Test
    void singlePrecisionAndWholeNumbersKeepTheirValues() throws IOException {
        String floats = npy("floats.npy", NpyArray.of(new float[] {0.1f, 0.2f}));
        String ints = npy("ints.npy", NpyArray.of(new int[] {7, -8}));
        Recordings all = Recordings.read(X, 1, floats, ints);
        assertThat(all.trajectories().values()).isDeepEqualTo(new double[][][] {{{0.1f}, {0.2f}}, {{7}, {-8}}});
        assertThat(all.runs().get(1).source()).isEqualTo(ints);
    }

    @Test
    void severalArraysAreComponentsAndTimes() throws IOException {
        NpyArray t = NpyArray.of(new double[] {0, 1, 3});
        String each = npz("each.npz", Map.of("t", t, "y", numbers(6, 2, 3), "x", numbers(6, 2, 3), "other", t));
        Trajectories read = Recordings.read(XY, each).trajectories();
        assertThat(read.times()).isDeepEqualTo(new double[][] {{0, 1, 3}, {0, 1, 3}});
        assertThat(read.values()[1]).isDeepEqualTo(new double[][] {{3, 3}, {4, 4}, {5, 5}});
        NpyArray own = NpyArray.of(new double[][] {{0, 1, 3}, {2, 4, 8}});
        String together = npz("together.npz", Map.of("times", own, "anything", numbers(12, 2, 3, 2)));
        read = Recordings.read(XY, together).trajectories();
        assertThat(read.times()[1]).containsExactly(2, 4, 8);
        assertThat(read.values()[1][2]).containsExactly(10, 11);
    }

    /** A single array without an axis of components is the component that it is called by, whatever else is asked for. */
    @Test
    void aSingleComponentIsFoundByItsNameAlone() throws IOException {
        String table = text("ok.csv", "run,t,x\n0,0,1\n0,1,2\n");
        refused(
                () -> Recordings.read(List.of("y"), table),
                table + ": has x: must have one for each of y, or one array of all of them");
        String column = text("z.csv", "t,z\n0,1\n1,2\n");
        refused(
                () -> Recordings.read(X, column),
                column + ": has z: must have one for each of x, or one array of all of them");
        String array = npz("x.npz", Map.of("t", numbers(3), "x", numbers(6, 2, 3)));
        refused(
                () -> Recordings.read(List.of("y"), array),
                array + ": has x: must have one for each of y, or one array of all of them");
        assertThat(Recordings.read(X, array).runs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"z", "arr_0"})
    void anArrayWithoutANameOfItsOwnIsTheSingleComponent(String called) throws IOException {
        String bare = npz("bare.npz", Map.of("t", numbers(3), called, numbers(6, 2, 3)));
        assertThat(Recordings.read(X, bare).trajectories().values()[1]).isDeepEqualTo(new double[][] {{3}, {4}, {5}});
        String axis = npz("axis.npz", Map.of("t", numbers(3), called, numbers(3, 3, 1)));
        assertThat(Recordings.read(List.of("z"), axis).trajectories().values()[0])
                .isDeepEqualTo(new double[][] {{0}, {1}, {2}});
    }

    @Test
    void aComponentMayBeCalledLikeTheTimes() throws IOException {
        String file = npz("t.npz", Map.of("t", numbers(3), "time", NpyArray.of(new double[] {5, 6, 7})));
        Trajectories read = Recordings.read(List.of("t"), file).trajectories();
        assertThat(read.times()[0]).containsExactly(5, 6, 7);
        assertThat(read.values()[0][2]).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t,x,y,note\n0,1,2,a\n0.5,,3,b\n2,5,nan,c\n",
                "\ufeffx; time; y\n1; 0; 2\nNaN; 0.5; 3\n5; 2;\n",
                "# made by savetxt\n0 1 2\n0.5 nan 3\n2 5 nan\n",
                "  0.0   1    2\n  0.5   NaN  3\n 2e0 5.0 nan  \n",
                "y\tx\ttimes\n2\t1\t0\n3\t\t0.5\nNA\t5\t2\n"
            })
    void tablesOfTextAreReadWithAndWithoutNames(String content) throws IOException {
        Trajectories read = Recordings.read(XY, text("table.csv", content)).trajectories();
        assertThat(read.times()).isDeepEqualTo(new double[][] {{0, 0.5, 2}});
        assertThat(read.values()).isDeepEqualTo(new double[][][] {{{1, 2}, {NONE, 3}, {5, NONE}}});
    }

    @Test
    void namesOfColumnsDifferAlsoInCase() throws IOException {
        String cases = text("cases.csv", "t,T\n0,300\n1,310\n");
        assertThat(Recordings.read(List.of("T"), cases).trajectories().values())
                .isDeepEqualTo(new double[][][] {{{300}, {310}}});
        String twice = text("twice.csv", "t,x,x\n0,1,2\n1,2,3\n");
        refused(() -> Recordings.read(X, twice), twice + ": has two columns x: each must have a name of its own");
    }

    /** As pandas writes it, whose index has no name. */
    @Test
    void aColumnWithoutANameIsLeftOut() throws IOException {
        String file = text("pandas.csv", ",t,x\n0,0,1\n1,0.5,2\n");
        Recordings read = Recordings.read(X, file);
        assertThat(read.runs().get(0).times()).containsExactly(0, 0.5);
        assertThat(read.runs().get(0).values()).isDeepEqualTo(new double[][] {{1}, {2}});
    }

    @Test
    void aColumnSaysWhichRunARowBelongsTo() throws IOException {
        String file = text("runs.csv", "run,x\n3,1\n3,2\n7,3\n7,4\n7,5\n10,6\n10,7\n");
        Recordings read = Recordings.read(X, 0.5, file);
        assertThat(read.runs())
                .extracting(Recordings.Run::source)
                .containsExactly(file + ", run 3", file + ", run 7", file + ", run 10");
        assertThat(read.runs().get(1).times()).containsExactly(0, 0.5, 1);
        assertThat(read.runs().get(1).values()).isDeepEqualTo(new double[][] {{3}, {4}, {5}});
        assertThat(read.runs().get(0).values()).isDeepEqualTo(new double[][] {{1}, {2}});
        assertThat(read.starts()).isDeepEqualTo(new double[][] {{1}, {3}, {6}});
        // Files that number their runs from 0 each, one behind the other.
        String joined = text("joined.csv", "run,x\n0,1\n0,2\n1,3\n1,4\n0,5\n0,6\n");
        refused(
                () -> Recordings.read(X, 0.5, joined),
                joined + ": run 0.0 comes again at row 5: without a column t the rows of a run must stand together;"
                        + " give runs other numbers, or add t");
        assertThatThrownBy(read::trajectories)
                .hasMessage(
                        file + ", run 7 has 3 states, " + file + ", run 3 has 2: an ensemble has equally many; pairs"
                                + " can be made of any, or read files of one length");
    }

    /** As tables are that were sorted by time, or joined from elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,0,1\n1,0,4\n0,0.5,2\n1,0.5,5\n0,2,3\n1,3,6\n",
                "1,0,4\n0,0,1\n1,0.5,5\n1,3,6\n0,0.5,2\n0,2,3\n"
            })
    void runsMayBeInterleaved(String rows) throws IOException {
        Trajectories sorted = Recordings.read(
                        X, text("sorted.csv", "run,t,x\n0,0,1\n0,0.5,2\n0,2,3\n1,0,4\n1,0.5,5\n1,3,6\n"))
                .trajectories();
        Trajectories mixed =
                Recordings.read(X, text("mixed.csv", "run,t,x\n" + rows)).trajectories();
        assertThat(mixed.times()).isDeepEqualTo(sorted.times());
        assertThat(mixed.values()).isDeepEqualTo(sorted.values());
    }

    @Test
    void rowsThatBelongToNoRunOrGoBackAreRefused() throws IOException {
        String nameless = text("nameless.csv", "run,t,x\n0,0,1\n,1,2\n");
        refused(
                () -> Recordings.read(X, nameless),
                nameless + ": run of row 2 is NaN: must be the number of the row's run");
        String shuffled = text("shuffled.csv", "run,t,x\n0,0,1\n4,1,2\n4,0,2\n0,1,1\n");
        refused(
                () -> Recordings.read(X, shuffled),
                shuffled + ", run 4: time 1 is 0.0 after 1.0: must be finite and rising; sort the states by time and"
                        + " leave out those that are twice there");
    }

    @Test
    void severalRunsWithoutTheirNumbersAreNotSortedIntoOne() throws IOException {
        String file = text("several.csv", "t,x\n0,1\n1,2\n0,3\n1,4\n");
        refused(
                () -> Recordings.read(X, file),
                file + ": times go back at row 3, from 1.0 to 0.0: several runs need a column run, or a file each;"
                        + " sort the rows of a single one by time");
    }

    @Test
    void statesWithoutAValueAreGaps() {
        double[][] t = {{0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}};
        double[][][] z = {
            {{NONE, 1}, {2, 2}, {3, NONE}, {NONE, NONE}, {5, 5}, {6, 6}},
            {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, NONE}}
        };
        Recordings read = Recordings.of(XY, t, z);
        assertThat(read.gaps())
                .containsExactly(
                        new Recordings.Gap("run 0", 0, 0, 1),
                        new Recordings.Gap("run 0", 2, 3, 2),
                        new Recordings.Gap("run 1", 5, 5, 1));
        assertThat(read.stretches()).extracting(run -> run.times()[0]).containsExactly(1.0, 4.0, 0.0);
        assertThat(read.stretches()).extracting(run -> run.values().length).containsExactly(1, 2, 5);
        assertThat(read.starts()).isDeepEqualTo(new double[][] {{2, 2}, {1, 1}});
        assertThat(read.toString())
                .isEqualTo("2 runs of x, y, 12 states, t = 0.00000 … 5.00000; 4 states in 3 gaps left out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all.npz", "all.csv", "all.h5"})
    void whatIsSavedIsReadToTheLastBit(String name) throws IOException {
        double[][] t = {{0, 0.1, 1 / 3.0}, {1, 2, 1e9}};
        double[][][] z = {{{1 / 3.0, -1e-300}, {NONE, 2}, {3, 4}}, {{5, 6}, {7, 8}, {Math.PI, 10}}};
        Recordings.of(XY, t, z).save(file(name));
        Trajectories read = Recordings.read(XY, file(name)).trajectories();
        assertThat(read.times()).isDeepEqualTo(t);
        assertThat(read.values()).isDeepEqualTo(z);
        assertThat(folder.toFile().list()).containsExactly(name);
    }

    @Test
    void anArrayIsSavedWithoutItsTimes() throws IOException {
        double[][][] z = {{{1}, {2}}, {{3}, {4}}};
        Recordings.of(new Trajectories(X, new double[][] {{0, 1}, {0, 1}}, z)).save(file("z.npy"));
        assertThat(Npy.read(folder.resolve("z.npy")).cube()).isDeepEqualTo(z);
    }

    @Test
    void timesThatAnArrayCannotGiveAgainAreNotDropped() throws IOException {
        double[][][] z = {{{1}, {2}, {3}}, {{3}, {4}, {5}}};
        String message =
                "a .npy file holds no times, so that they must be 0, dt, 2 dt, … with one dt for all runs: time ";
        String advice = "; save as .npz, .csv or .h5";
        Recordings paces = Recordings.of(X, new double[][] {{0, 0.02, 0.04}, {0, 0.03, 0.06}}, z);
        refused(() -> paces.save(file("z.npy")), message + "1 of a run is 0.03, dt 0.02" + advice);
        Recordings uneven = Recordings.of(X, new double[][] {{0, 1, 3}, {0, 1, 3}}, z);
        refused(() -> uneven.save(file("z.npy")), message + "2 of a run is 3.0, dt 1.0" + advice);
        Recordings late = Recordings.of(X, new double[][] {{2, 3, 4}, {2, 3, 4}}, z);
        refused(() -> late.save(file("z.npy")), message + "0 of a run is 2.0, dt 3.0" + advice);
        assertThat(folder).isEmptyDirectory();
        Recordings summed = Recordings.of(X, new double[][] {{0, 0.1, 0.1 + 0.1 + 0.1 - 0.1}, {0, 0.1, 0.2}}, z);
        summed.save(file("z.npy"));
        assertThat(Recordings.read(X, 0.1, file("z.npy")).trajectories().values())
                .isDeepEqualTo(z);
    }

    /** Made by h5py 3.16: t, x compressed in chunks of floats, y in big-endian doubles, a text, and links. */
    @Test
    @Timeout(20)
    void dataSetsOfHdf5AreReadAndNoOtherFile() throws IOException {
        Recordings read = Recordings.read(XY, resource("h5py.h5"));
        assertThat(read.runs().get(1).times()).containsExactly(0, 0.5, 1.5);
        assertThat(read.runs().get(0).values()).isDeepEqualTo(new double[][] {{1, 10}, {2, 20}, {3, 30}});
        assertThat(read.gaps()).hasSize(1);
        assertThat(Hdf5File.read(folder.resolve("h5py.h5"))).containsOnlyKeys("t", "x", "y");
    }

    @Test
    void compressionsThatAreNotReadAreSaidToBeSo() throws IOException {
        String file = resource("lz4.h5");
        refused(
                () -> Recordings.read(X, file),
                file + ": compressed by LZ4, which is not read: save it with compression=\"gzip\" or none");
    }

    private String resource(String name) throws IOException {
        try (InputStream in = RecordingsTest.class.getResourceAsStream(name)) {
            Files.copy(in, folder.resolve(name));
        }
        return file(name);
    }

    private static void refused(Runnable reading, String message) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shapesThatDoNotFitTheNamesAreRefused() throws IOException {
        String turned = npy("turned.npy", numbers(6, 2, 3));
        refused(
                () -> Recordings.read(XY, 1, turned),
                turned + ": shape (2, 3) for the names [x, y]: must be (steps, 2) or (runs, steps, 2); save a.T");
        String many = npy("many.npy", numbers(12, 4, 3));
        refused(
                () -> Recordings.read(XY, 1, many),
                many + ": shape (4, 3) for the names [x, y]: must be (steps, 2) or (runs, steps, 2); give 3 names,"
                        + " or save a.reshape(…)");
        String deep = npy("deep.npy", numbers(16, 2, 2, 2, 2));
        refused(
                () -> Recordings.read(XY, 1, deep),
                deep + ": shape (2, 2, 2, 2) for the names [x, y]: must be (steps, 2) or (runs, steps, 2); give 2"
                        + " names, or save a.reshape(…)");
        String unlike = npz("unlike.npz", Map.of("x", numbers(3), "y", numbers(4)));
        refused(() -> Recordings.read(XY, 1, unlike), unlike + ": y has the shape (4), x (3): must be equal");
        String others = npz("others.npz", Map.of("x", numbers(3), "v", numbers(3)));
        refused(
                () -> Recordings.read(XY, 1, others),
                others + ": has v, x: must have one for each of x, y, or one array of all of them");
        String table = text("table.csv", "1,2,3\n4,5,6\n");
        refused(
                () -> Recordings.read(XY, 1, table),
                table + ": has 3 columns without names: must be x, y, as dt is given; or write their names into the"
                        + " first line");
        refused(
                () -> Recordings.read(X, table),
                table
                        + ": has 3 columns without names: must be t and then x; or write their names into the first line");
    }

    @Test
    void timesMustBeThereOnceAndRise() throws IOException {
        String none = npy("none.npy", numbers(3));
        refused(
                () -> Recordings.read(X, none),
                none + ": has no times: give dt, the time between states, or save them as t beside the values");
        String own = npz("own.npz", Map.of("t", numbers(3), "x", numbers(3)));
        refused(() -> Recordings.read(X, 1, own), own + ": has times of its own: leave dt out");
        String two = npz("two.npz", Map.of("t", numbers(3), "time", numbers(3), "x", numbers(3)));
        refused(() -> Recordings.read(X, two), two + ": has t and time: keep one of them");
        String few = npz("few.npz", Map.of("t", numbers(2), "x", numbers(6, 2, 3)));
        refused(
                () -> Recordings.read(X, few),
                few + ": times of the shape (2) for 2 runs of 3 states: must be (3) or (2, 3)");
        String back = npz("back.npz", Map.of("t", NpyArray.of(new double[] {0, 2, 2}), "x", numbers(3)));
        refused(
                () -> Recordings.read(X, back),
                back + ": time 2 is 2.0 after 2.0: must be finite and rising; sort the states by time and leave out"
                        + " those that are twice there");
        refused(() -> Recordings.read(X, -0.1, none), "dt = -0.1: must be finite and above 0");
    }

    @Test
    void runsWithoutMotionAreRefused() throws IOException {
        String single = npy("single.npy", numbers(1));
        refused(
                () -> Recordings.read(X, 1, single),
                single + ": 1 times and 1 state: must be equally many, and at least 2, or nothing moves");
        String lost = npy("lost.npy", NpyArray.of(new double[] {NONE, 1, 2, NONE}, 2, 2));
        refused(
                () -> Recordings.read(XY, 1, lost),
                lost + ": all 2 states have a NaN in them: a state needs a value of every component; leave out what"
                        + " was not recorded");
        String empty = npy("empty.npy", numbers(0, 0, 3));
        refused(() -> Recordings.read(X, 1, empty), empty + ": holds no states: record some");
        String infinite = npy("infinite.npy", NpyArray.of(new double[] {1, Double.POSITIVE_INFINITY}));
        refused(
                () -> Recordings.read(X, 1, infinite),
                infinite + ": x of state 1 is Infinity: must be finite, or NaN where a value is missing");
    }

    @Test
    void namesMustBeDifferent() {
        String message = "names [x, x]: must be one for each component, all different, none blank";
        refused(() -> Recordings.read(List.of("x", "x"), 1, "any.npy"), message);
        refused(() -> Recordings.read(X, 1), "no file: give the path of one or more");
    }

    @Test
    void filesOfOtherKindsAreRefused() throws IOException {
        refused(
                () -> Recordings.read(X, 1, "nowhere.npy"),
                "nowhere.npy: no such file; its path is taken from "
                        + Path.of("").toAbsolutePath());
        refused(
                () -> Recordings.read(X, 1, folder.toString()),
                folder + ": is a directory; give the paths of files in it");
        String matlab = text("old.mat", "x");
        refused(
                () -> Recordings.read(X, 1, matlab),
                matlab + ": its name must end in .npy, .npz, .csv, .tsv, .txt, .h5, .hdf5 or .hdf");
        String comma = text("comma.csv", "t;x\n0;1,5\n1;2,5\n");
        refused(
                () -> Recordings.read(X, comma),
                comma + ": row 1, x: '1,5' is no number: must be one with a decimal point, or empty");
        String bare = text("bare.csv", "# nothing\n\n");
        refused(() -> Recordings.read(X, 1, bare), bare + ": has no line of numbers");
        Files.write(folder.resolve("latin.csv"), "t,µ\n0,1\n".getBytes(StandardCharsets.ISO_8859_1));
        refused(
                () -> Recordings.read(X, file("latin.csv")),
                file("latin.csv") + ": is no text in UTF-8: save it as such, or as .npy");
    }
}
